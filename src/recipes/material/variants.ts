import { nearest, TeachwhyError } from "../../store/index.ts";

/** The variants that `--variant` names, checked; without any, those that the recipe uses by itself (default: all). */
export function chooseVariants<const T extends string>(
  named: readonly string[],
  known: readonly T[],
  byItself: readonly T[] = known,
): readonly T[] {
  for (const variant of named) {
    if (known.some((one) => one === variant)) continue;
    const near = nearest(variant, known);
    throw new TeachwhyError({
      code: "unknown-variant",
      message: `Unknown variant "${variant}". Known: ${known.join(", ")}.`,
      next: near ? `Did you mean --variant ${near}?` : "Name one of them with --variant.",
      data: { variant, known },
    });
  }
  return named.length === 0 ? byItself : (named as readonly T[]);
}
