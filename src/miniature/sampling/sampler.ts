// Draws text from a model: prompts are read in groups, then all rows grow together by a token at a step, and the
// place of a row that is finished is taken by the next prompt (continuous batching, Yu et al. 2022, Orca).
import { Tensor } from "onnxruntime-node";
import { createRandom, type Random } from "../../statistics/index.ts";
import { createSession } from "../engine/graph.ts";
import type { ModelConfig } from "../model/config.ts";
import { type Weights, weightShapes } from "../model/weights.ts";
import { KeyValueCache, type NewRows } from "./key-value-cache.ts";
import { createPromptQueue } from "./prompt-queue.ts";
import { buildDecodeGraph, buildPrefillGraph, longestSequence, unseen } from "./sampling-graphs.ts";

export interface SampleOptions {
  /** Token ids, at least one a prompt; with `maxNewTokens` at most `longestSequence`. */
  prompts: readonly (readonly number[])[];
  maxNewTokens: number;
  /** 1 draws as the model predicts, less makes likely tokens likelier, 0 always takes the likeliest. */
  temperature: number;
  /** A row ends with any of these. */
  stopTokens: readonly number[];
  /** Each prompt draws from a stream of its own, by its index: a sample does not depend on the others. */
  seed: number;
  /** Rows that grow together. Default 128. */
  batch?: number;
  onProgress?: (progress: { finished: number; total: number }) => void;
}

export interface Sampler {
  /** Takes the weights to sample from, without copying them. */
  load(weights: Weights): void;
  /** The new tokens of each prompt, with the stop token if one was drawn. Holds the thread it is called on. */
  sample(options: SampleOptions): Promise<number[][]>;
  /** For each prompt the probability of each token to come next. */
  nextTokenProbabilities(prompts: readonly (readonly number[])[]): Promise<Float32Array[]>;
  release(): Promise<void>;
}

/** A row that grows. */
interface Sequence {
  tokens: number[];
  random: Random;
}

/** Tokens of a prefill, with padding. From 1,024 to 8,192 they are read equally fast; more take more memory. */
const prefillTokens = 2048;
/** The share of places that must be free before new prompts are read. 1/32 to 1/4 differ little, 1/2 is slower. */
const refillShare = 1 / 8;

/** A sampler for all models of a shape. `threads` of one step: the last bits of a probability depend on it. */
export async function createSampler(options: { config: ModelConfig; threads: number }): Promise<Sampler> {
  const { config, threads } = options;
  const { vocabularySize } = config;
  const prefillSession = await createSession(buildPrefillGraph(config), threads);
  const decodeSession = await createSession(buildDecodeGraph(config), threads);
  const cache = new KeyValueCache(config);
  let weights: Record<string, Tensor> | undefined;

  function modelFeeds(temperature: number): Record<string, Tensor> {
    if (!weights) throw new Error("The sampler has no weights yet. Call load first.");
    // The likeliest token, which temperature 0 takes, is the same at each temperature.
    const inverse = temperature === 0 ? 1 : 1 / temperature;
    return { ...weights, inverseTemperature: new Tensor("float32", Float32Array.of(inverse), [1]) };
  }

  /** Reads prompts of different lengths, the longest last. */
  function prefill(prompts: readonly (readonly number[])[], model: Record<string, Tensor>) {
    const rows = prompts.length;
    const context = prompts.at(-1)!.length;
    const tokens = prompts.flatMap((prompt) => [...prompt, ...Array(context - prompt.length).fill(0)]);
    const ends = prompts.map(({ length }) => length - 1);
    const mask = new Float32Array(context * context);
    for (let row = 0; row < context; row++) mask.fill(unseen, row * context + row + 1, (row + 1) * context);
    return run(prefillSession, {
      ...model,
      tokens: integers(tokens, [rows * context]),
      byHead: integers([rows, context, config.heads, config.width / config.heads], [4]),
      last: integers(
        ends.map((end, row) => row * context + end),
        [rows],
      ),
      positions: integers(ends, [rows, 1]),
      mask: new Tensor("float32", mask, [context, context]),
    });
  }

  async function sample(options: SampleOptions): Promise<number[][]> {
    const { prompts, maxNewTokens, temperature, stopTokens, seed, batch = 128, onProgress } = options;
    if (!(temperature >= 0))
      throw new RangeError(`Temperature ${temperature}. It is at least 0; 1 is usual.`);
    checkPrompts(prompts, maxNewTokens, vocabularySize);
    const model = modelFeeds(temperature);
    const samples: number[][] = prompts.map(() => []);
    const queue = createPromptQueue(prompts, prefillTokens);
    const growing: Sequence[] = []; // in the order of the cache's rows
    const longest = Math.max(0, ...prompts.map(({ length }) => length)) + maxNewTokens;
    cache.reset(Math.min(batch, prompts.length), longest);

    /** Draws one token; whether the sequence goes on after it. */
    function grow({ tokens, random }: Sequence, probabilities: Float32Array, row: number): boolean {
      const own = probabilities.subarray(row * vocabularySize, (row + 1) * vocabularySize);
      const token = temperature === 0 ? likeliest(own) : draw(own, random.next());
      tokens.push(token);
      return tokens.length < maxNewTokens && !stopTokens.includes(token);
    }

    while (queue.waiting() > 0 || growing.length > 0) {
      const room = batch - growing.length;
      if (queue.waiting() > 0 && (room >= batch * refillShare || growing.length === 0)) {
        const { different, members } = queue.take(room);
        const outputs = await prefill(different, model);
        const joining = members.filter(({ index, source }) => {
          const sequence = { tokens: samples[index], random: createRandom(seed, "sample", index) };
          const goesOn = grow(sequence, outputs.probabilities, source);
          if (goesOn) growing.push(sequence);
          return goesOn;
        });
        const lengths = joining.map(({ index, source }) => ({ source, length: prompts[index].length }));
        cache.join(lengths, different.at(-1)!.length, outputs);
      } else {
        const rows = growing.length;
        const outputs = await run(decodeSession, {
          ...model,
          ...cache.feeds(),
          tokens: integers(
            growing.map(({ tokens }) => tokens.at(-1)!),
            [rows],
          ),
          positions: integers(cache.lengths, [rows, 1]),
        });
        cache.append(outputs);
        // From the last row on, because the last one takes the place of one that is removed.
        for (let row = rows - 1; row >= 0; row--) {
          if (grow(growing[row], outputs.probabilities, row)) continue;
          cache.remove(row);
          growing[row] = growing.at(-1)!;
          growing.pop();
        }
      }
      const total = prompts.length;
      onProgress?.({ finished: total - queue.waiting() - growing.length, total });
    }
    return samples;
  }

  async function nextTokenProbabilities(prompts: SampleOptions["prompts"]): Promise<Float32Array[]> {
    checkPrompts(prompts, 0, vocabularySize);
    const model = modelFeeds(1);
    const all: Float32Array[] = Array(prompts.length);
    const queue = createPromptQueue(prompts, prefillTokens);
    while (queue.waiting() > 0) {
      const { different, members } = queue.take(prompts.length);
      const { probabilities } = await prefill(different, model);
      for (const { index, source } of members) {
        all[index] = probabilities.slice(source * vocabularySize, (source + 1) * vocabularySize);
      }
    }
    return all;
  }

  return {
    load(given) {
      weights = {};
      for (const [name, shape] of Object.entries(weightShapes(config))) {
        const found = given[name];
        if (`${found?.shape}` !== `${shape}`) {
          const what = found ? `"${name}" of shape [${found.shape}]` : `no "${name}"`;
          throw new Error(`The sampler was made for "${name}" of shape [${shape}], but got ${what}.`);
        }
        weights[name] = new Tensor("float32", found.data, shape);
      }
    },
    sample,
    nextTokenProbabilities,
    async release() {
      await prefillSession.release();
      await decodeSession.release();
    },
  };
}

async function run(
  session: Awaited<ReturnType<typeof createSession>>,
  feeds: Record<string, Tensor>,
): Promise<NewRows & { probabilities: Float32Array }> {
  const outputs = await session.run(feeds);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]),
  ) as NewRows & { probabilities: Float32Array };
}

/** The token that a number from 0 to 1 falls on when probabilities lie side by side. */
function draw(probabilities: Float32Array, uniform: number): number {
  let rest = uniform;
  let chosen = 0;
  for (let token = 0; token < probabilities.length; token++) {
    if (probabilities[token] === 0) continue;
    chosen = token; // the last possible one if rounding leaves their sum below 1
    rest -= probabilities[token];
    if (rest < 0) break;
  }
  return chosen;
}

function likeliest(probabilities: Float32Array): number {
  let best = 0;
  for (let token = 1; token < probabilities.length; token++) {
    if (probabilities[token] > probabilities[best]) best = token;
  }
  return best;
}

function integers(values: readonly number[], shape: number[]): Tensor {
  return new Tensor("int64", BigInt64Array.from(values, BigInt), shape);
}

function checkPrompts(prompts: SampleOptions["prompts"], maxNewTokens: number, vocabularySize: number): void {
  prompts.forEach((prompt, index) => {
    if (prompt.length === 0)
      throw new RangeError(`Prompt ${index} is empty. Begin it with at least one token.`);
    if (prompt.length + maxNewTokens > longestSequence) {
      throw new RangeError(
        `Prompt ${index} has ${prompt.length} tokens, with ${maxNewTokens} new ones more than ${longestSequence}. Shorten it.`,
      );
    }
    const wrong = prompt.find((token) => !(Number.isInteger(token) && token >= 0 && token < vocabularySize));
    if (wrong !== undefined) {
      throw new RangeError(
        `Prompt ${index} holds ${wrong}. Tokens are whole numbers below ${vocabularySize}.`,
      );
    }
  });
}
