import { z } from "zod";

const size = z.int().positive();

/** The shape of a decoder-only transformer. */
export const ModelConfig = z
  .strictObject({
    vocabularySize: size,
    /** Numbers that stand for one token between layers. */
    width: size,
    layers: size,
    /** Attention heads of a layer; each sees width / heads numbers, an even count because rotary positions pair them. */
    heads: size,
    /** Width of the hidden layer of the feed-forward part. */
    feedForward: size,
    /** Longest row of tokens. */
    context: size,
    /** Base of the rotary angles: the larger, the slower the slowest pair turns. */
    ropeBase: z.number().positive(),
  })
  .refine((config) => config.width % (2 * config.heads) === 0, {
    error: ({ input }) => {
      const { width, heads } = input as { width: number; heads: number };
      return `Width ${width} cannot be shared by ${heads} heads: it must be a multiple of twice their number.`;
    },
  });
export type ModelConfig = z.infer<typeof ModelConfig>;

/** The miniature's shape, all but its vocabulary: learns the closed world in minutes on two cores. */
export const miniatureShape = {
  width: 128,
  layers: 3,
  heads: 4,
  feedForward: 512,
  context: 128,
  ropeBase: 1000,
} as const satisfies Omit<ModelConfig, "vocabularySize">;
