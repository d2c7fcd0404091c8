import { useMutation } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { changePassword } from "@/data/profile";
import type { PasswordEdit } from "@/gen/schema";
import { faultsIn } from "@/lib/faults";
import { sentenceOf } from "@/lib/sentence";
import { teamWords } from "@/lib/words/team";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { notify } from "@/ui/notices";
import { Panel } from "@/ui/panel";

/** `email`: by which a browser that keeps passwords knows whose it is. */
export function PasswordForm({ email }: { email: string }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const told = teamWords();
  const changing = useMutation({
    mutationFn: (edit: PasswordEdit) => changePassword(edit),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      notify({ name: "password", text: told.changed });
    },
  });
  const faults = faultsIn(changing.error);
  return (
    <Panel title={told.password}>
      <form
        class="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!changing.isPending) changing.mutate({ current_password: current, new_password: next });
        }}
      >
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <Field
          type="password"
          required
          label={told.current}
          autoComplete="current-password"
          value={current}
          onValue={setCurrent}
          fault={faults.get("current_password")}
        />
        <Field
          type="password"
          required
          label={told.next}
          hint={words().session.passwordHint}
          autoComplete="new-password"
          value={next}
          onValue={setNext}
          fault={faults.get("new_password")}
        />
        {changing.isError && faults.size === 0 && (
          <p role="alert" class="rounded-xl bg-danger-soft p-3 text-sm text-danger">
            {sentenceOf(changing.error)}
          </p>
        )}
        <Button type="submit" class="w-full" disabled={changing.isPending}>
          {told.change}
        </Button>
      </form>
    </Panel>
  );
}
