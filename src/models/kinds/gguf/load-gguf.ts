import { loadavg } from "node:os";
import { TeachwhyError } from "../../../store/index.ts";
import {
  type Llama,
  type LlamaChat,
  type LlamaModel,
  type LlamaSequence,
  loadNodeLlamaCpp,
} from "./node-llama-cpp.ts";

export interface LoadedGguf {
  llama: Llama;
  model: LlamaModel;
  chat: LlamaChat;
  sequence: LlamaSequence;
  /** One request after the other: they share one context. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

export interface LoadOptions {
  /** Of node-llama-cpp. */
  module: string;
  path: string;
  /** Default 8192, or what it was trained on where that is less. */
  contextTokens: number | undefined;
}

const loaded = new Map<string, Promise<LoadedGguf>>();
let engine: Promise<{
  llama: Llama;
  LlamaChat: new (options: { contextSequence: LlamaSequence }) => LlamaChat;
}>;

/** Loads a file once a process and size of context. Throws `gguf` where it cannot be loaded. */
export function loadGguf(options: LoadOptions): Promise<LoadedGguf> {
  const { module, path, contextTokens } = options;
  const key = JSON.stringify([path, contextTokens]);
  const known = loaded.get(key);
  if (known) return known;
  const loading = load(options).catch((cause) => {
    loaded.delete(key);
    throw new TeachwhyError({
      code: "gguf",
      message: `Cannot load ${path}: ${(cause as Error).message.trim()}`,
      next: "Is it whole, of an architecture that this version of llama.cpp knows, and small enough for the memory here? A smaller ?context=TOKENS needs less.",
      data: { path, module },
      cause,
    });
  });
  loaded.set(key, loading);
  return loading;
}

const defaultContextTokens = 8192;

async function load({ module, path, contextTokens }: LoadOptions): Promise<LoadedGguf> {
  engine ??= startEngine(module);
  const { llama, LlamaChat } = await engine;
  const model = await llama.loadModel({ modelPath: path });
  const context = await model.createContext({
    contextSize: contextTokens ?? Math.min(model.trainContextSize, defaultContextTokens),
    sequences: 1,
    threads: threadsFor(llama),
  });
  const sequence = context.getSequence();
  let last: Promise<unknown> = Promise.resolve();
  return {
    llama,
    model,
    sequence,
    chat: new LlamaChat({ contextSequence: sequence }),
    inTurn(work) {
      const turn = last.then(work);
      last = turn.catch(() => {});
      return turn;
    },
  };
}

async function startEngine(module: string) {
  const { getLlama, LlamaChat } = await loadNodeLlamaCpp(module);
  // Never build: that would download and compile for minutes without a word.
  const llama = await getLlama({
    build: "never",
    gpu: "auto",
    logLevel: "error",
    progressLogs: false,
    skipDownload: true,
  });
  return { llama, LlamaChat };
}

/**
 * One less than the cores that nobody uses. llama.cpp's threads wait for each other by spinning, so that one core which
 * is busy with something else holds up all of them: SmolLM2-135M on two cores gave 46 to 65 tokens/s with one thread,
 * with two 44 to 53 where nothing else ran, and 0.1 to 10 where something did. Their number changes no answer.
 */
function threadsFor({ cpuMathCores }: Llama): number {
  return Math.max(1, Math.round(cpuMathCores - loadavg()[0]) - 1);
}
