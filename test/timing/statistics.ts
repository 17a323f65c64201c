/** What two classes of samples, in milliseconds, tell apart. */
export interface Comparison {
  samples: number;
  medians: [known: number, unknown: number];
  /** Known less unknown. */
  medianDifference: number;
  /** Of the 95th percentiles, as a share of the unknown class's. */
  p95Difference: number;
  /** As large as chance makes that in 95 of 100 cases, on this machine: found by giving the samples out anew. */
  p95ByChance: number;
  auc: number;
  isAlike: boolean;
}

const AUC = [0.45, 0.55] as const;
const MEDIAN_MS = 1;
const MEDIAN_SHARE = 0.02;
export const P95_SHARE = 0.05;

/** Alike: whoever sees one time guesses its class hardly better than by a coin, and no typical time gives it away. */
export function compare(known: readonly number[], unknown: readonly number[]): Comparison {
  const medians: Comparison['medians'] = [median(known), median(unknown)];
  const medianDifference = medians[0] - medians[1];
  const p95Difference = p95DifferenceOf(known, unknown);
  const p95ByChance = chanceOf(known, unknown);
  const auc = aucOf(known, unknown);
  const isAlike =
    auc >= AUC[0] &&
    auc <= AUC[1] &&
    Math.abs(medianDifference) < Math.max(MEDIAN_MS, MEDIAN_SHARE * medians[1]) &&
    Math.abs(p95Difference) < P95_SHARE;
  return { samples: known.length, medians, medianDifference, p95Difference, p95ByChance, auc, isAlike };
}

function p95DifferenceOf(known: readonly number[], unknown: readonly number[]): number {
  const p95 = quantile(unknown, 0.95);
  return (quantile(known, 0.95) - p95) / p95;
}

const RELABELLINGS = 200;

function chanceOf(known: readonly number[], unknown: readonly number[]): number {
  const all = [...known, ...unknown];
  const found = Array.from({ length: RELABELLINGS }, () => {
    const values = shuffled(all);
    return Math.abs(p95DifferenceOf(values.slice(0, known.length), values.slice(known.length)));
  });
  return quantile(found, 0.95);
}

/** The same in an order of chance. */
export function shuffled<Value>(values: readonly Value[]): Value[] {
  const dealt = values.map((value) => ({ value, order: Math.random() }));
  dealt.sort((one, other) => one.order - other.order);
  return dealt.map(({ value }) => value);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Between two samples by a straight line, as R and NumPy do it unless told otherwise (type 7). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) throw new Error('there are no samples');
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * The area under the ROC curve, by the Mann-Whitney statistic: how often one of `these` is larger than one of `those`,
 * a tie counting half. 0.5: they tell nothing.
 */
export function aucOf(these: readonly number[], those: readonly number[]): number {
  const all = [
    ...these.map((value) => ({ value, isOurs: true })),
    ...those.map((value) => ({ value, isOurs: false })),
  ].sort((one, other) => one.value - other.value);
  let rankSum = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    // Tied values share the middle of the ranks that they take up together.
    const rank = (start + 1 + end) / 2;
    rankSum += rank * all.slice(start, end).filter(({ isOurs }) => isOurs).length;
    start = end;
  }
  const larger = rankSum - (these.length * (these.length + 1)) / 2;
  return larger / (these.length * those.length);
}
