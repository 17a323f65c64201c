import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What a label may say: a closed set, or in words what it is taken from where the set is known at run time only. */
export type LabelSets = Readonly<Record<string, readonly string[] | string>>;
export type Labels<Sets extends LabelSets> = {
  [Name in keyof Sets]: Sets[Name] extends readonly (infer Value)[] ? Value : string | number;
};
/** An unlabelled meter is used without labels. */
type Labelled<Sets extends LabelSets, More extends unknown[]> = keyof Sets extends never
  ? More
  : [labels: Labels<Sets>, ...More];

/** As the documents tell it. */
export interface Declaration {
  name: string;
  kind: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels: LabelSets;
}

export interface Reading {
  name: string;
  labels: Readonly<Partial<Record<string, string | number>>>;
  value: number;
}

/**
 * Counters, histograms and gauges of Prometheus whose labels are closed sets: each value is a series that is kept for
 * good, so none may be what somebody sent. The compiler holds callers to the sets.
 */
export function createMeters(prefix: string) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix });
  const declarations: Declaration[] = [];
  /** Of each histogram, whatever its labels. */
  const totals = new Map<string, { sum: number; count: number }>();

  const declare = <Sets extends LabelSets>(declaration: Declaration & { labels: Sets }) => {
    const { name, help, labels } = declaration;
    declarations.push({ ...declaration, name: prefix + name });
    return { name: prefix + name, help, labelNames: Object.keys(labels), registers: [registry] };
  };

  return {
    registry,
    declarations: declarations as readonly Declaration[],

    /**
     * Every number by its name without the prefix; of our histograms the sum and the count over all labels. Their buckets,
     * thousands of numbers, are for a scrape: whoever reads every other second would hold up requests.
     */
    async read(): Promise<Reading[]> {
      const known = registry.getMetricsAsArray().map(({ name }) => registry.getSingleMetric(name));
      const plain = known.filter((metric) => metric instanceof Counter || metric instanceof Gauge);
      const metrics = await Promise.all(plain.map((metric) => metric.get()));
      return [
        ...metrics.flatMap(({ name, values }) =>
          values.map(({ labels, value }) => ({ name: name.slice(prefix.length), labels, value })),
        ),
        ...[...totals].flatMap(([name, { sum, count }]) => [
          { name: `${name}_sum`, labels: {}, value: sum },
          { name: `${name}_count`, labels: {}, value: count },
        ]),
      ];
    },

    counter<Sets extends LabelSets = Record<never, never>>(
      name: string,
      help: string,
      labels = {} as Sets & LabelSets,
      canBe: (combination: Labels<Sets>) => boolean = () => true,
    ) {
      const counter = new Counter(declare({ name, kind: 'counter', help, labels }));
      // From the start on, so that the first event of a kind is a rise and not a series out of nothing.
      for (const each of combinationsOf(labels)) if (canBe(each as Labels<Sets>)) counter.inc(each, 0);
      return {
        inc(...[first, second]: Labelled<Sets, [by?: number]>): void {
          if (typeof first === 'object') counter.inc(first as object, second as number | undefined);
          else counter.inc(first as number | undefined);
        },
        get: () => counter.get(),
      };
    },

    histogram<Sets extends LabelSets = Record<never, never>>(
      name: string,
      help: string,
      buckets: number[],
      labels = {} as Sets & LabelSets,
    ) {
      const histogram = new Histogram({ ...declare({ name, kind: 'histogram', help, labels }), buckets });
      const total = { sum: 0, count: 0 };
      totals.set(name, total);
      return {
        observe(...[first, second]: Labelled<Sets, [value: number]>): void {
          if (typeof first === 'object') histogram.observe(first as object, second as number);
          else histogram.observe(first as number);
          total.sum += (typeof first === 'object' ? second : first) as number;
          total.count += 1;
        },
        /** From now on, where the labels' values are known at run time only: no later event makes a series. */
        zero: (labels: Labels<Sets>): void => histogram.zero(labels as Record<string, string>),
      };
    },

    /** Numbers asked for at each scrape. What cannot be known then has no value, and holds up no other metric. */
    gauge<Sets extends LabelSets = Record<never, never>>(
      name: string,
      help: string,
      labels = {} as Sets & LabelSets,
    ) {
      let read: () => Sample[] | Promise<Sample[]> = () => [];
      const declared = declare({ name, kind: 'gauge', help, labels });
      new Gauge({
        ...declared,
        async collect() {
          const samples = await Promise.resolve()
            .then(read)
            .catch((): Sample[] => []);
          this.reset();
          // A gauge without labels is zero after a reset.
          if (samples.length === 0 && declared.labelNames.length === 0) this.remove();
          for (const [each, value] of samples) this.set(each, value);
        },
      });
      return {
        /** From now on; for one without labels `readFrom(async () => 7)`, else a list of labels with values. */
        readFrom(source: () => Taken<Sets> | Promise<Taken<Sets>>): void {
          read = async () => {
            const taken = await source();
            return typeof taken === 'number' ? [[{}, taken]] : (taken as Sample[]);
          };
        },
      };
    },
  };
}

type Sample = [labels: Record<string, string>, value: number];
type Taken<Sets extends LabelSets> = keyof Sets extends never
  ? number | []
  : [labels: Labels<Sets>, value: number][];

/** Every series there can be, where that is known. */
function combinationsOf(labels: LabelSets): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (before, [name, values]) =>
      typeof values === 'string'
        ? []
        : before.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value }))),
    [{}],
  );
}
