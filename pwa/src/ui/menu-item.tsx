import { useId } from "preact/hooks";
import { Link } from "wouter-preact";
import { Icon, type IconName } from "./icon";

interface Common {
  icon: IconName;
  label: string;
  hint?: string;
}

const ROW = "flex min-h-14 w-full items-center gap-3 rounded-xl px-2 py-2 text-left hover:bg-ground";

function named(id: string, hint: string | undefined) {
  return { class: ROW, "aria-labelledby": `${id}-label`, ...(hint && { "aria-describedby": `${id}-hint` }) };
}

function Inside({ id, icon, label, hint }: Common & { id: string }) {
  return (
    <>
      <span class="text-quiet">
        <Icon name={icon} />
      </span>
      <span class="min-w-0 grow">
        <span id={`${id}-label`} class="block font-medium">
          {label}
        </span>
        {hint && (
          <span id={`${id}-hint`} class="block text-sm text-quiet">
            {hint}
          </span>
        )}
      </span>
    </>
  );
}

/** One of what can be done, in a sheet: a button, another screen, or a file to download. */
export function MenuButton({ onPress, ...said }: Common & { onPress: () => void }) {
  const id = useId();
  return (
    <button type="button" onClick={onPress} {...named(id, said.hint)}>
      <Inside id={id} {...said} />
    </button>
  );
}

export function MenuLink({ href, ...said }: Common & { href: string }) {
  const id = useId();
  return (
    <Link href={href} {...named(id, said.hint)}>
      <Inside id={id} {...said} />
    </Link>
  );
}

export function MenuDownload({ href, onPress, ...said }: Common & { href: string; onPress: () => void }) {
  const id = useId();
  return (
    <a href={href} download onClick={onPress} {...named(id, said.hint)}>
      <Inside id={id} {...said} />
    </a>
  );
}
