// Reading sets for a command: progress on a terminal, Ctrl-C that leaves no half file.
import type { DataRecord } from "../../datasets/index.ts";
import { readRecordStream } from "../../datasets/index.ts";
import { TeachwhyError } from "../../store/index.ts";

export interface Reading {
  /** The records of a set; throws at the next one after Ctrl-C. */
  records(path: string): AsyncGenerator<DataRecord>;
  /** Wipes the progress line away, and Ctrl-C is Node's again. */
  done(): void;
}

const everyMs = 200;

export function startReading(): Reading {
  let isStopped = false;
  // Once: the second Ctrl-C finds no listener and ends the process.
  const stop = () => {
    isStopped = true;
    ignoreSignals();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  const ignoreSignals = () => {
    for (const signal of signals) process.off(signal, stop);
  };
  for (const signal of signals) process.on(signal, stop);
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
        if (isStopped) throw stopped();
        tell(`${path}: ${(++count).toLocaleString("en-US")} records`);
        yield record;
      }
    },
    done() {
      ignoreSignals();
      if (shown) stderr.write("\r\u001b[K");
    },
  };
}

function stopped(): TeachwhyError {
  return new TeachwhyError({
    code: "stopped",
    message: "Stopped. Nothing was written.",
    next: "The same command begins anew.",
  });
}
