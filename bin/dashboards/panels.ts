import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardCursorSync,
  type Dashboard as GrafanaDashboard,
  type Panel as GrafanaPanel,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

export interface Dashboard {
  uid: string;
  title: string;
  description: string;
  rows: readonly Row[];
}

interface Row {
  title: string;
  panels: readonly Panel[];
}

export interface Panel {
  title: string;
  /** What a number means, and what to think of it. */
  description: string;
  unit: Unit;
  queries: readonly Query[];
  /** `areas`: one on top of the other, where the sum says something; `now`: the last value, large. */
  as?: 'lines' | 'areas' | 'now';
}

/** `legend` in Grafana's notation: `{{outcome}}`. */
interface Query {
  expr: string;
  legend: string;
}

/** As Grafana names them. */
type Unit = 'reqps' | 'ops' | 's' | 'short' | 'bytes' | 'percentunit' | 'none';

const DATA_SOURCE = { type: 'prometheus', uid: 'prometheus' };
/** Of 24 columns. */
const WIDTH = 8;
const HEIGHT = 7;

/** The model that Grafana reads; the builders hold it to Grafana's own schema. */
export function modelOf({ uid, title, description, rows }: Dashboard): GrafanaDashboard {
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['latchkey'])
    .refresh('15s')
    .time({ from: 'now-1h', to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair);
  for (const row of rows) {
    dashboard.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) dashboard.withPanel({ build: () => panelModel(panel) });
  }
  const model = dashboard.build();
  for (const [index, panel] of (model.panels ?? []).entries()) panel.id = index + 1;
  return model;
}

function panelModel({ title, description, unit, queries, as = 'lines' }: Panel): GrafanaPanel {
  const builder = as === 'now' ? nowBuilder() : seriesBuilder(as);
  builder.title(title).description(description).unit(unit).datasource(DATA_SOURCE).span(WIDTH).height(HEIGHT);
  for (const [index, { expr, legend }] of queries.entries())
    builder.withTarget(
      new DataqueryBuilder()
        .datasource(DATA_SOURCE)
        .refId(String.fromCharCode(65 + index))
        .expr(expr)
        .legendFormat(legend),
    );
  return builder.build();
}

function seriesBuilder(as: 'lines' | 'areas'): TimeseriesBuilder {
  const builder = new TimeseriesBuilder()
    .min(0)
    .lineWidth(1)
    .fillOpacity(as === 'areas' ? 30 : 0)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi));
  if (as === 'areas') builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
  return builder;
}

const nowBuilder = (): StatBuilder =>
  new StatBuilder()
    .graphMode(common.BigValueGraphMode.Area)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']));

/** The rate of a counter a second, summed over instances. */
export function rateOf(metric: string, ...by: string[]): string {
  const sum = by.length === 0 ? 'sum' : `sum by (${by.join(', ')})`;
  return `${sum} (rate(${metric}[$__rate_interval]))`;
}
