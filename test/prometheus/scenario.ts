/** What Prometheus has seen, at one sample in fifteen seconds: a value for each series, in the notation of promtool. */
export interface Case {
  series: Readonly<Record<string, string>>;
  /** When it is looked: after so long. */
  at: string;
}

/** The alert with its own labels, and with what it says to whoever reads it. */
export interface Firing extends Case {
  labels?: Readonly<Record<string, string>>;
  summary: string;
}

export interface Scenario {
  fires: Firing;
  /** As near to firing as makes a difference. */
  staysQuiet: Case;
}
