// The desk: what was earned today and of what, how far from each limit we are, who is well, what went wrong lately, and the four
// buttons. Each panel is a part in a file of its own kind; this one lays them out.
import { AlertsPanel } from './desk-alerts.ts';
import { Controls } from './desk-controls.ts';
import { HealthPanel } from './desk-health.ts';
import { LimitsPanel } from './desk-limits.ts';
import { ProfitPanel } from './desk-profit.ts';
import { TroublePanel } from './desk-trouble.ts';
import { html } from './markup.ts';
import type { ViewProps } from './view.ts';

export function DeskView({ snapshot, trouble, eventsProblem, nowMs }: ViewProps) {
  const { desk, markets } = snapshot;
  return html`<div class="desk">
    <h1 class="hidden">Desk</h1>
    <div class="column">
      <${ProfitPanel} desk=${desk} />
      <${HealthPanel} desk=${desk} nowMs=${nowMs} />
    </div>
    <div class="column">
      <${Controls} desk=${desk} markets=${markets} />
      <${LimitsPanel} desk=${desk} />
    </div>
    <div class="column">
      <${TroublePanel} trouble=${trouble} problem=${eventsProblem} nowMs=${nowMs} />
      <${AlertsPanel} desk=${desk} nowMs=${nowMs} />
    </div>
  </div>`;
}
