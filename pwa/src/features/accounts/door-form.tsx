import { useMutation } from "@tanstack/preact-query";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { enter as begin } from "@/data/contacts";
import type { Me } from "@/gen/schema";
import { faultsIn } from "@/lib/faults";
import { Refused } from "@/lib/problem";
import { sentenceOf } from "@/lib/sentence";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Select } from "@/ui/select";

export interface Entry {
  label: string;
  type?: "text" | "email" | "password";
  autoComplete: string;
  hint?: string;
  /** One of these; `value` is what is chosen at first. */
  options?: readonly (readonly [string, string])[];
  value?: string;
}

interface Props<Name extends string> {
  entries: Record<Name, Entry>;
  button: string;
  /** Begins a session. */
  enter: (entered: Record<Name, string>) => Promise<Me>;
  /** Instead of what the gateway says, by the slug of its problem. */
  sentences?: Record<string, string>;
  children?: ComponentChildren;
}

/** A form that ends with somebody signed in. */
export function DoorForm<Name extends string>({ entries, button, enter, sentences = {}, children }: Props<Name>) {
  const names = Object.keys(entries) as Name[];
  const [entered, setEntered] = useState(() => Object.fromEntries(names.map((name) => [name, entries[name].value ?? ""])) as Record<Name, string>);
  const entering = useMutation({
    // What was typed last goes with the call: the options follow a frame later.
    mutationFn: enter,
    onSuccess: (signedIn) => {
      history.replaceState(null, "", location.pathname === "/" ? "/" : location.pathname + location.search);
      begin(signedIn);
    },
  });
  const faults = faultsIn(entering.error);
  const isSaidBelow = names.some((name) => faults.has(name));
  const sentence = entering.isError && !isSaidBelow ? sentenceFor(entering.error, sentences) : null;
  return (
    <form
      class="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!entering.isPending) entering.mutate(entered);
      }}
    >
      {names.map((name) => {
        const { options, hint, label, type = "text", autoComplete } = entries[name];
        const said = { label, hint, fault: faults.get(name), value: entered[name] };
        const enterOne = (value: string) => setEntered({ ...entered, [name]: value });
        if (options) return <Select key={name} {...said} options={options} onValue={enterOne} />;
        return <Field key={name} name={name} required type={type} autoComplete={autoComplete} {...said} onValue={enterOne} />;
      })}
      {sentence && (
        <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
          {sentence}
        </p>
      )}
      <Button type="submit" look="primary" class="min-h-14 w-full" disabled={entering.isPending}>
        {button}
      </Button>
      {children}
    </form>
  );
}

function sentenceFor(error: unknown, sentences: Record<string, string>): string {
  return (error instanceof Refused ? sentences[error.slug] : undefined) ?? sentenceOf(error);
}

export const newPassword = (): Entry => ({
  label: words().session.newPassword,
  type: "password",
  autoComplete: "new-password",
  hint: words().session.passwordHint,
});
