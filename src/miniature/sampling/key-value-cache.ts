// What attention keeps of the tokens that were read: the keys and values of each layer, in buffers that the decode
// graph reads in place. They hold [rows, heads, capacity, headWidth]; a row uses as much of its capacity as it has
// tokens, and the mask hides the rest. Rows in use are always the first ones.
import { Tensor } from "onnxruntime-node";
import type { ModelConfig } from "../model/config.ts";
import { unseen } from "./sampling-graphs.ts";

/** Capacities are multiples of this: small enough to waste little, large enough to move rows seldom. */
const bucket = 32;

/** Arrays by `keys.{layer}` and `values.{layer}`, as both graphs name what is new. */
export type NewRows = Record<string, Float32Array>;

export interface JoiningRow {
  /** Its place in the prefill graph's outputs. */
  source: number;
  /** Tokens of its prompt. */
  length: number;
}

export class KeyValueCache {
  /** Tokens of each row in use. */
  readonly lengths: number[] = [];
  readonly #config: ModelConfig;
  readonly #headWidth: number;
  readonly #buffers: { name: string; input: string; data: Float32Array }[];
  #capacity = 0;

  constructor(config: ModelConfig) {
    this.#config = config;
    this.#headWidth = config.width / config.heads;
    this.#buffers = Array.from({ length: config.layers }, (_, layer) => [
      { name: `keys.${layer}`, input: `cachedKeys.${layer}`, data: new Float32Array() },
      { name: `values.${layer}`, input: `cachedValues.${layer}`, data: new Float32Array() },
    ]).flat();
  }

  /** Empties the cache and makes sure that so many rows of so many tokens will fit. */
  reset(rows: number, longest: number): void {
    this.lengths.length = 0;
    this.#capacity = 0;
    const size = rows * this.#config.width * roundUp(longest);
    for (const buffer of this.#buffers) {
      if (buffer.data.length < size) buffer.data = new Float32Array(size);
    }
  }

  /** Adds rows that the prefill graph has read; `stride` is the number of tokens to which it padded them. */
  join(rows: readonly JoiningRow[], stride: number, outputs: NewRows): void {
    if (rows.length === 0) return;
    const first = this.lengths.length;
    this.#fit(Math.max(...this.lengths, ...rows.map(({ length }) => length)) + 1);
    this.lengths.push(...rows.map(({ length }) => length));
    const { heads } = this.#config;
    for (const { name, data } of this.#buffers) {
      rows.forEach(({ source, length }, index) => {
        for (let head = 0; head < heads; head++) {
          const from = (source * heads + head) * stride * this.#headWidth;
          const to = ((first + index) * heads + head) * this.#capacity * this.#headWidth;
          data.set(outputs[name].subarray(from, from + length * this.#headWidth), to);
        }
      });
    }
  }

  /** What the decode graph reads of the cache, with room in it for one more token a row. */
  feeds(): Record<string, Tensor> {
    this.#fit(Math.max(...this.lengths) + 1);
    const rows = this.lengths.length;
    const shape = [rows, this.#config.heads, this.#capacity, this.#headWidth];
    const size = rows * this.#config.width * this.#capacity;
    const feeds: Record<string, Tensor> = {};
    for (const { input, data } of this.#buffers) {
      feeds[input] = new Tensor("float32", data.subarray(0, size), shape);
    }
    const mask = new Float32Array(rows * this.#capacity).fill(unseen);
    this.lengths.forEach((length, row) => {
      mask.fill(0, row * this.#capacity, row * this.#capacity + length);
    });
    feeds.mask = new Tensor("float32", mask, [rows, 1, 1, this.#capacity]);
    return feeds;
  }

  /** Appends the decode graph's new token to every row. */
  append(outputs: NewRows): void {
    const { width } = this.#config;
    const headWidth = this.#headWidth;
    const headStride = this.#capacity * headWidth;
    for (const { name, data } of this.#buffers) {
      const added = outputs[name];
      for (let row = 0, from = 0; row < this.lengths.length; row++) {
        let to = row * width * this.#capacity + this.lengths[row] * headWidth;
        // Number by number: a head's are too few for the call that copies a subarray to pay.
        for (const end = from + width; from < end; to += headStride) {
          for (let i = 0; i < headWidth; i++) data[to + i] = added[from++];
        }
      }
    }
    for (let row = 0; row < this.lengths.length; row++) this.lengths[row]++;
  }

  /** Drops a row; the last one takes its place. */
  remove(row: number): void {
    const last = this.lengths.length - 1;
    const size = this.#config.width * this.#capacity;
    if (row < last) {
      for (const { data } of this.#buffers) data.copyWithin(row * size, last * size, (last + 1) * size);
      this.lengths[row] = this.lengths[last];
    }
    this.lengths.length = last;
  }

  /** Gives every row room for so many tokens, rounded up to a bucket; more room than that costs time to read. */
  #fit(tokens: number): void {
    const [before, after] = [this.#capacity, roundUp(tokens)];
    if (before === after) return;
    this.#capacity = after;
    const { heads } = this.#config;
    const parts = this.lengths.flatMap((length, row) =>
      Array.from({ length: heads }, (_, head) => ({
        index: row * heads + head,
        size: length * this.#headWidth,
      })),
    );
    // In place: when parts move up, the last one moves first, so that none is overwritten before it has moved.
    if (after > before) parts.reverse();
    for (const { data } of this.#buffers) {
      for (const { index, size } of parts) {
        const from = index * before * this.#headWidth;
        data.copyWithin(index * after * this.#headWidth, from, from + size);
      }
    }
  }
}

function roundUp(tokens: number): number {
  return Math.ceil(tokens / bucket) * bucket;
}
