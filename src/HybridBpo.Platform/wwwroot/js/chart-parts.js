// What the charts share: colours from the tokens of tokens.css (so light and dark need no second option set), axes, bands, marks.

const probe = document.createElement('i');
probe.hidden = true;
document.body.append(probe);
const token = name => {
  probe.style.color = `var(--hb-${name})`;
  return getComputedStyle(probe).color;
};
export const fade = (colour, a) => colour.replace(/rgba?\(([^)]+)\)/, (_, c) => `rgba(${c.split(',').slice(0, 3).join(',')},${a})`);
export const money = v => '$' + Math.round(v).toLocaleString('en-US');
export const pct = v => Math.round(v * 100) + ' %';

export function palette() {
  const p = {};
  for (const n of ['ink', 'ink-2', 'ink-3', 'line', 'line-2', 'accent', 'surface', 'bad', 'warn', 'good']) p[n.replace('-', '')] = token(n);
  return p;
}

export const text = (c, extra) => ({ color: c.ink3, fontFamily: 'Inter Variable, system-ui, sans-serif', fontSize: 11, ...extra });
export const base = c => ({
  animation: false,
  textStyle: text(c),
  grid: { left: 4, right: 8, top: 14, bottom: 2, containLabel: true },
  tooltip: {
    trigger: 'axis',
    renderMode: 'richText',
    confine: true,
    backgroundColor: c.surface,
    borderColor: c.line2,
    borderWidth: 1,
    padding: [6, 9],
    textStyle: text(c, { color: c.ink }),
    axisPointer: { lineStyle: { color: c.line2 } },
  },
});
export const xCat = (c, data, extra) => ({
  type: 'category',
  data,
  axisTick: { show: false },
  axisLine: { lineStyle: { color: c.line2 } },
  axisLabel: text(c),
  ...extra,
});
export const val = (c, extra) => ({
  type: 'value',
  splitNumber: 3,
  splitLine: { lineStyle: { color: c.line } },
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: text(c),
  ...extra,
});
export const title = (c, name, where = 'middle', gap = 24) => ({ name, nameLocation: where, nameGap: gap, nameTextStyle: text(c) });
// a change somebody made: thin dashed upright line with its letter; the letters are explained in words under the chart
export const changes = (c, list) =>
  list && {
    silent: true,
    symbol: 'none',
    lineStyle: { color: c.ink3, type: [2, 3], width: 1 },
    label: { formatter: p => p.name, position: 'end', distance: 2, ...text(c, { color: c.ink2, fontSize: 10, fontWeight: 600 }) },
    data: list.map(m => ({ name: m.name, xAxis: m.at })),
  };
export const band = (c, lo, hi, colour) => [
  { type: 'line', data: lo, stack: 'b' + colour, symbol: 'none', silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } },
  {
    type: 'line',
    data: hi.map((h, i) => (h == null ? null : +(h - lo[i]).toFixed(4))),
    stack: 'b' + colour,
    symbol: 'none',
    silent: true,
    lineStyle: { opacity: 0 },
    areaStyle: { color: colour },
    tooltip: { show: false },
  },
];
