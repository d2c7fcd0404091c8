import { sentenceOf } from "@/lib/sentence";
import { words } from "@/lib/words/words";
import { notify } from "@/ui/notices";

/** Says when it did not work; true when it did. */
export async function attempt(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    notify({ name: "chat", text: `${words().chat.notDone} ${sentenceOf(error)}` });
    return false;
  }
}
