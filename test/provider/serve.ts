// The test provider as a process of its own. Prints its URL as the first line and serves until it is stopped.
// Usage: npx tsx test/provider/serve.ts --port 0 --latency 50 --fault-rate 0.2 --seed 1
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import {
  type FaultKind,
  lastingFaults,
  type ProviderOptions,
  passingFaults,
  type ReplyFunction,
  startProvider,
} from "./index.ts";
import { present } from "./json.ts";

const help = `Usage: npx tsx test/provider/serve.ts [options]

  --port N              port on 127.0.0.1 (default: a free one)
  --latency MS          before each answer
  --fault-rate SHARE    share of requests that meet a fault, 0 to 1
  --faults A,B          which faults are drawn (default: all that pass)
                        ${passingFaults.join(", ")};
                        ${lastingFaults.join(", ")}
  --slow-start MS       how much later a slow start begins (default 1000)
  --retry-after MS      what a 429 with retry-after asks for (default 1000)
  --seed N              of faults and answers (default 1)
  --words N             words in an answer (default 120)
  --key KEY             the only key let in
  --models A,B          the only models there are
  --balance N           calls until the balance is empty
  --max-concurrent N    requests at once; above it 429
  --max-per-second N    requests a second; above it 429
  --reply FILE          module whose default export is the reply function

Counts: GET /__counts, requests: GET /__requests`;

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    latency: { type: "string" },
    "fault-rate": { type: "string", default: "0" },
    faults: { type: "string" },
    "slow-start": { type: "string" },
    "retry-after": { type: "string" },
    seed: { type: "string", default: "1" },
    words: { type: "string" },
    key: { type: "string" },
    models: { type: "string" },
    balance: { type: "string" },
    "max-concurrent": { type: "string" },
    "max-per-second": { type: "string" },
    reply: { type: "string" },
    help: { type: "boolean" },
  },
});

if (values.help) {
  console.log(help);
} else {
  const provider = await startProvider(await readOptions());
  console.log(provider.url);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void provider.close());
}

async function readOptions(): Promise<ProviderOptions> {
  const seed = number("seed")!;
  const kinds = values.faults?.split(",").map(faultKind);
  const numbers = {
    port: number("port"),
    words: number("words"),
    latencyMs: number("latency"),
    slowStartMs: number("slow-start"),
    retryAfterMs: number("retry-after"),
    balanceCalls: number("balance"),
  };
  const limits = { concurrent: number("max-concurrent"), perSecond: number("max-per-second") };
  return {
    seed,
    faults: { rate: number("fault-rate")!, seed, ...(kinds ? { kinds } : {}) },
    limits: present(limits),
    ...present(numbers),
    ...present({ apiKey: values.key, models: values.models?.split(",") }),
    ...(values.reply === undefined ? {} : { reply: await replyOf(values.reply) }),
  };
}

function number(name: Exclude<keyof typeof values, "help">): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value)) throw new Error(`--${name} takes a number, not "${text}".`);
  return value;
}

function faultKind(name: string): FaultKind {
  const known = [...passingFaults, ...lastingFaults].find((one) => one === name);
  if (!known)
    throw new Error(`Unknown fault "${name}". Known: ${[...passingFaults, ...lastingFaults].join(", ")}.`);
  return known;
}

async function replyOf(file: string): Promise<ReplyFunction> {
  const loaded: { default: ReplyFunction } = await import(pathToFileURL(resolve(file)).href);
  return loaded.default;
}
