// Reading sets for a command: progress on a terminal, Ctrl-C that leaves no half file.
import type { DataRecord } from "../../datasets/index.ts";
import { readRecordStream } from "../../datasets/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import { stopSignal } from "../stop-signal.ts";

export interface Reading {
  /** The records of a set; throws at the next one after Ctrl-C. */
  records(path: string): AsyncGenerator<DataRecord>;
  /** Says how far the command is, now and then. */
  tell(text: string): void;
  /** Wipes the progress line away. */
  done(): void;
}

const everyMs = 200;

export function startReading(): Reading {
  const signal = stopSignal();
  const { stderr } = process;
  let told = performance.now();
  let shown = false;
  const tell = (text: string) => {
    const now = performance.now();
    if (!stderr.isTTY || now - told < everyMs) return;
    told = now;
    shown = true;
    stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
  };
  return {
    async *records(path) {
      let count = 0;
      for await (const record of readRecordStream(path)) {
        if (signal.aborted) throw stopped();
        tell(`${path}: ${(++count).toLocaleString("en-US")} records`);
        yield record;
      }
    },
    tell,
    done() {
      if (shown) stderr.write("\r\u001b[K");
    },
  };
}

export function stopped(): TeachwhyError {
  return new TeachwhyError({
    code: "stopped",
    message: "Stopped. Nothing was written.",
    next: "The same command begins anew.",
  });
}
