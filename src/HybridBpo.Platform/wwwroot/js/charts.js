// A chart is <figure class="hb-chart" data-chart="KIND"> with a JSON block inside. ECharts is loaded only by pages that hold one; a page's own module
// may add kinds: import { kinds } from '/_content/HybridBpo.Platform/js/chart-kinds.js'.

import { palette } from './chart-parts.js';
import { kinds } from './chart-kinds.js';

const drawn = new Map();
let library;

async function draw() {
  const figures = [...document.querySelectorAll('.hb-chart[data-chart]')].filter(f => kinds[f.dataset.chart]);
  for (const gone of [...drawn.keys()].filter(f => !f.isConnected)) {
    drawn.get(gone).chart.dispose();
    drawn.delete(gone);
  }
  if (figures.length === 0) return;
  const echarts = await (library ??= import('/lib/echarts/echarts.esm.min.js'));
  const colours = palette();
  for (const figure of figures) {
    if (!drawn.has(figure)) {
      const data = JSON.parse(figure.querySelector('script').textContent);
      drawn.set(figure, { data, chart: echarts.init(figure, null, { renderer: 'svg' }) });
    }
    const { data, chart } = drawn.get(figure);
    chart.setOption(kinds[figure.dataset.chart](data, colours), true);
  }
}

draw();
document.fonts?.ready.then(draw);
addEventListener('hb:theme', draw);
document.addEventListener('htmx:afterSettle', draw);
addEventListener('resize', () => drawn.forEach(({ chart }) => chart.resize()));
