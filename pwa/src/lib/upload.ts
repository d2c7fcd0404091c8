/** Sends one file and says how far it is, which `fetch` cannot. Throws as `answerOf` does. */

import { answered, isProblem, unknownProblem } from "./api";
import { Refused, Unreachable } from "./problem";

interface Sending {
  /** Sent again with the same key, it is the same upload. */
  key: string;
  signal: AbortSignal;
  /** 0 to 1. */
  onProgress: (part: number) => void;
}

export function upload<T>(path: string, file: File, { key, signal, onProgress }: Sending): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("Idempotency-Key", key);
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
    request.addEventListener("load", () => {
      const { response, status, statusText } = request;
      if (status >= 200 && status < 300) resolve(response as T);
      else reject(answered(new Refused(isProblem(response) ? response : unknownProblem({ status, statusText, url: path }))));
    });
    request.addEventListener("error", () => reject(new Unreachable("no answer")));
    request.addEventListener("abort", () => reject(signal.reason));
    signal.addEventListener("abort", () => request.abort());
    const form = new FormData();
    form.append("file", file);
    request.send(form);
  });
}
