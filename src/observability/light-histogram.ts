import type { Histogram, Registry } from "prom-client";

/** A series of a histogram: what was observed under one set of labels. */
export interface Series {
  observe(value: number): void;
}

export interface LightHistogramOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds, inclusive, ascending. */
  readonly buckets: readonly number[];
  readonly registry: Registry;
}

type Labels<Label extends string> = Readonly<Partial<Record<Label, string>>>;

/**
 * A histogram for what is observed with each call. prom-client's own puts labels together and checks them each time, which
 * takes more than a microsecond; this one only counts, and is prom-client's where it is read.
 */
export class LightHistogram<Label extends string = never> {
  readonly name: string;
  readonly help: string;
  readonly type = "histogram";
  readonly aggregator = "sum";
  readonly #buckets: readonly number[];
  readonly #series: CountedSeries[] = [];

  constructor({ name, help, buckets, registry }: LightHistogramOptions) {
    this.name = name;
    this.help = help;
    this.#buckets = buckets;
    // The registry reads metrics by `get` alone; its type names the classes.
    registry.registerMetric(this as unknown as Histogram);
  }

  /** A new series. Two of the same labels would be told twice: keep what you are given. */
  with(labels: Labels<Label>): Series {
    const series = new CountedSeries(labels, this.#buckets);
    this.#series.push(series);
    return series;
  }

  /** As the registry reads it. */
  async get() {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.#series.flatMap((series) => series.values(name)) };
  }
}

class CountedSeries implements Series {
  readonly #labels: Labels<string>;
  readonly #buckets: readonly number[];
  /** How many fell into each bucket and into none before; the last is beyond all. */
  readonly #counts: number[];
  #sum = 0;

  constructor(labels: Labels<string>, buckets: readonly number[]) {
    this.#labels = labels;
    this.#buckets = buckets;
    this.#counts = Array.from({ length: buckets.length + 1 }, () => 0);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#buckets.length && value > (this.#buckets[bucket] as number)) bucket++;
    (this.#counts[bucket] as number) += 1;
    this.#sum += value;
  }

  /** The lines of the text format: each bucket counts what the smaller ones do. */
  values(name: string) {
    const labels = this.#labels;
    let count = 0;
    const buckets = this.#counts.map((counted, bucket) => ({
      labels: { le: this.#buckets[bucket] ?? "+Inf", ...labels },
      value: (count += counted),
      metricName: `${name}_bucket`,
    }));
    return [
      ...buckets,
      { labels, value: this.#sum, metricName: `${name}_sum` },
      { labels, value: count, metricName: `${name}_count` },
    ];
  }
}
