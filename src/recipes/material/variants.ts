/** The variants that `--variant` names; without any, those that the recipe uses by itself (default: all). */
export function chooseVariants<const T extends string>(
  named: readonly string[],
  known: readonly T[],
  byItself: readonly T[] = known,
): readonly T[] {
  return named.length === 0 ? byItself : known.filter((variant) => named.includes(variant));
}
