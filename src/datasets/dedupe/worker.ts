// A worker thread: answers each list of texts with its signatures and keys, in the order of the lists.
import { parentPort, workerData } from "node:worker_threads";
import { createBatchSigner } from "./batch-signer.ts";
import type { NearDuplicateSettings } from "./settings.ts";

const sign = createBatchSigner(workerData as NearDuplicateSettings);

parentPort!.on("message", (texts: string[]) => {
  const signed = sign(texts);
  parentPort!.postMessage(signed, [signed.signatures.buffer, signed.keys.buffer]);
});
