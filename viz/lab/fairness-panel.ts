import './fairness.css';
import type {
  FairnessColumns,
  Frame,
  FrameRequest,
  HistoryColumns,
} from '../../sim/session/session-frame.ts';
import { envyMatrix } from '../charts/envy.ts';
import { frameworkStyle, policyStyle, resourceStyle } from '../charts/palette.ts';
import { element, setText } from '../elements/element.ts';
import type { TableData } from '../tables/table-data.ts';
import { EnvyTable } from './envy-table.ts';
import type { FrameSource } from './frame-source.ts';
import { HISTORY_POINTS } from './shares-panel.ts';
import { type ChartLine, TimeChart, showLegend } from './time-chart.ts';
import { horizon } from './time-words.ts';
import type { View } from './view.ts';
import { percent } from './words.ts';

/** Rows of the matrix; of more frameworks the largest. */
const MATRIX_MAX = 20;
/** Lines of roles; of more the first. */
const ROLES_MAX = 12;
const LEGEND_MAX = 8;
const JAIN_STYLE = { colour: 'var(--accent)', dash: '2 2.5' };
const GUARANTEE_STYLE = { colour: 'var(--good)', dash: 'none' };
/** How often the matrix is worked out anew while a run plays. */
const MATRIX_MS = 250;

/** Fairness over time and at the cursor: roles, guarantees, and who would rather have whose share. */
export class FairnessPanel implements View {
  readonly element: HTMLElement;
  readonly wants: FrameRequest = { fairness: true, roles: true, history: HISTORY_POINTS };
  private readonly roles: TimeChart;
  private readonly fairness: TimeChart;
  private readonly rolesLegend = element('ul', { class: 'legend values' });
  private readonly fairnessLegend = element('ul', { class: 'legend values' });
  private readonly table: EnvyTable;
  private readonly unknown = element('p', { class: 'quiet', hidden: true });
  private source: FrameSource | null = null;
  private columns: FairnessColumns | null = null;
  private drawnMs = Number.NEGATIVE_INFINITY;

  /**
   * @param seek told where a chart was clicked
   * @param pointed told what time is pointed at
   * @param chosen told which framework was chosen
   * @param about what more is to be said of what is shown
   */
  constructor(
    seek: (timeUs: number) => void,
    pointed: (timeUs: number | null) => void,
    chosen: (framework: number) => void,
    about = '',
  ) {
    const chart = (description: string, top: number): TimeChart =>
      new TimeChart({ description, value: percent, top, seek, pointed });
    this.roles = chart('Dominant share of each role over time', 0.2);
    this.fairness = chart(
      "Jain's index, the part of those who wait that has its guaranteed share, and utilisation",
      1,
    );
    this.table = new EnvyTable(chosen);
    this.element = element(
      'div',
      { class: 'fairness', tabindex: 0, role: 'region', 'aria-label': 'Fairness' },
      element(
        'section',
        { class: 'envy', 'aria-label': 'Envy' },
        element('h3', {}, 'Who would rather have whose resources, now'),
        this.unknown,
        this.table.element,
        element('p', { class: 'quiet envy-legend', hidden: about === '' }, about),
      ),
      element(
        'div',
        { class: 'fairness-charts' },
        chartOf('Dominant shares of roles', this.roles, this.rolesLegend),
        chartOf('Jain, share guarantee, utilisation', this.fairness, this.fairnessLegend),
      ),
    );
  }

  open(source: FrameSource): void {
    this.source = source;
    this.columns = null;
    this.table.clear();
  }

  summaryChanged(): void {
    this.columns = null;
    this.drawnMs = Number.NEGATIVE_INFINITY;
  }

  show(frame: Frame): void {
    if (this.source === null || this.element.clientHeight === 0) return;
    const { fairness = null, history, position } = frame;
    this.unknown.hidden = fairness !== null;
    if (fairness === null) {
      setText(this.unknown, 'What runs here does not say how large its tasks are.');
      return;
    }
    this.columns = fairness;
    const nowMs = performance.now();
    if (nowMs - this.drawnMs >= MATRIX_MS) {
      this.drawnMs = nowMs;
      this.drawMatrix();
    }
    if (history === null) return;
    const { timeUs, knownUs } = position;
    const endUs = horizon(knownUs, this.source.summary.untilUs);
    const time = { bucketUs: history.bucketUs, nowUs: timeUs, endUs };
    this.showLines(this.roles, this.rolesLegend, this.roleLines(fairness), time);
    this.showLines(this.fairness, this.fairnessLegend, this.fairnessLines(fairness, history), time);
  }

  /** The run stands still: the matrix is that of the cursor. */
  refresh(): void {
    this.drawMatrix();
  }

  /** A time that is pointed at in another chart. */
  cross(timeUs: number | null): void {
    this.roles.cross(timeUs);
    this.fairness.cross(timeUs);
  }

  close(): void {
    this.roles.close();
    this.fairness.close();
  }

  /** The matrix as a table: a row for each pair. */
  asTable(): TableData {
    const { source, columns } = this;
    const heading = ['framework', 'with the resources of', 'tasks', 'own tasks', 'envies'];
    if (source === null || columns === null) return { heading, rows: [] };
    const names = source.summary.frameworks.map(({ name }) => name);
    const matrix = envyMatrix(columns, source.summary.capacity, columns.count);
    const { frameworks } = matrix;
    const rows = matrix.tasks.flatMap((row, i) =>
      row.map((tasks, j) => {
        const own = row[i] ?? 0;
        const envies = tasks === null ? null : tasks > own ? 'yes' : 'no';
        return [names[frameworks[i]], names[frameworks[j]], tasks, own, envies];
      }),
    );
    return { heading, rows };
  }

  private drawMatrix(): void {
    const { source, columns } = this;
    if (source === null || columns === null) return;
    const { summary } = source;
    const matrix = envyMatrix(columns, summary.capacity, MATRIX_MAX);
    this.table.show(matrix, columns, summary);
  }

  private roleLines({ history }: FairnessColumns): ChartLine[] {
    const paths = this.source?.summary.roles ?? [];
    return (history?.roleShare ?? []).slice(0, ROLES_MAX).map((values, role) => ({
      name: paths[role].path,
      style: this.roleStyle(role),
      values,
    }));
  }

  /** A role of one framework has its hue: it is the same line. */
  private roleStyle(role: number): ReturnType<typeof policyStyle> {
    const frameworks = this.source?.summary.frameworks ?? [];
    const members = frameworks.flatMap((one, number) => (one.role === role ? [number] : []));
    return members.length === 1 ? frameworkStyle(members[0]) : policyStyle(role);
  }

  private fairnessLines({ history }: FairnessColumns, of: HistoryColumns): ChartLine[] {
    const { machineResources } = this.source?.summary ?? { machineResources: [] };
    return [
      { name: "Jain's index", style: JAIN_STYLE, values: of.jain },
      {
        name: 'Waiting, with guarantee',
        style: GUARANTEE_STYLE,
        values: history?.guaranteed ?? new Float64Array(0),
      },
      ...machineResources.map((name, resource) => ({
        name: `${name} in use`,
        style: resourceStyle(resource),
        values: of.utilization[resource],
      })),
    ];
  }

  private showLines(
    chart: TimeChart,
    legend: HTMLElement,
    lines: readonly ChartLine[],
    time: { readonly bucketUs: number; readonly nowUs: number; readonly endUs: number },
  ): void {
    showLegend(
      legend,
      lines.slice(0, LEGEND_MAX).map(({ name, style, values }) => ({
        ...{ name, style },
        now: percent(values.at(-1) ?? Number.NaN),
      })),
    );
    chart.show({ ...time, lines });
  }
}

function chartOf(title: string, chart: TimeChart, legend: HTMLElement): HTMLElement {
  return element(
    'section',
    { 'aria-label': title },
    element('h3', {}, title),
    chart.element,
    legend,
  );
}
