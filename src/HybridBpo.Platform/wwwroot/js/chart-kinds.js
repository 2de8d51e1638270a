// The kinds of chart: each turns the figure's JSON (d) and the palette (c) into ECharts options.

import { band, base, changes, fade, money, pct, text, title, val, xCat } from './chart-parts.js';

// words beside an upright line: on the side where there is room for them
const beside = (months, mark) =>
  months.indexOf(mark) > months.length / 2 ? { align: 'right', offset: [-6, 2] } : { align: 'left', offset: [6, 2] };

export const kinds = {
  // billed and paid by month; a returned payment is hollow
  paydue: (d, c) => ({
    ...base(c),
    grid: { left: 36, right: 2, top: 16, bottom: 20 },
    xAxis: xCat(c, d.months),
    yAxis: val(c, { axisLabel: { ...text(c), formatter: money }, splitNumber: 2 }),
    series: [
      {
        name: 'Billed',
        type: 'bar',
        data: d.due,
        barGap: '10%',
        barMaxWidth: 12,
        itemStyle: { color: c.line2, borderRadius: [2, 2, 0, 0] },
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: c.ink3, type: [2, 3], width: 1 },
          label: { formatter: d.markText, position: 'insideEndTop', rotate: 0, ...text(c), ...beside(d.months, d.mark) },
          data: d.months.includes(d.mark) ? [{ xAxis: d.mark }] : [],
        },
      },
      {
        name: 'Paid',
        type: 'bar',
        data: d.paid.map((v, k) => (k === d.returned ? { value: v, itemStyle: { color: c.surface, borderColor: c.bad, borderWidth: 1.5 } } : v)),
        barMaxWidth: 12,
        itemStyle: { color: c.accent, borderRadius: [2, 2, 0, 0] },
      },
    ],
  }),
  // from the usual chance to this chance, group by group
  waterfall: (d, c) => {
    let at = d.start;
    const rows = [{ name: d.startText, lo: 0, v: d.start, k: 'end' }];
    for (const s of d.steps) {
      rows.push({ name: s[0], lo: s[1] < 0 ? at + s[1] : at, v: Math.abs(s[1]), raw: s[1], k: s[1] < 0 ? 'down' : 'up' });
      at += s[1];
    }
    rows.push({ name: d.endText, lo: 0, v: at, k: 'end' });
    return {
      ...base(c),
      tooltip: { show: false },
      grid: { left: 2, right: 34, top: 0, bottom: 0, containLabel: true },
      xAxis: val(c, { min: 0, max: d.max, axisLabel: { show: false }, splitLine: { show: false } }),
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(r => r.name),
        axisTick: { show: false },
        axisLine: { show: false },
        // every word is read: long ones break into two lines
        axisLabel: text(c, { color: c.ink2, fontSize: 12, lineHeight: 14, width: innerWidth < 640 ? 150 : d.wide || 210, overflow: 'break' }),
      },
      series: [
        { type: 'bar', stack: 'w', data: rows.map(r => r.lo), itemStyle: { color: 'transparent' }, silent: true },
        {
          type: 'bar',
          stack: 'w',
          barWidth: 11,
          data: rows.map(r => ({
            value: r.v,
            itemStyle: {
              borderRadius: 2,
              color: r.k === 'end' ? c.ink3 : r.k === 'up' ? c.accent : c.surface,
              borderColor: r.k === 'down' ? c.ink2 : 'transparent',
              borderWidth: r.k === 'down' ? 1.5 : 0,
            },
            label: {
              show: true,
              position: 'right',
              distance: 6,
              formatter: r.k === 'end' ? r.v + ' %' : (r.raw > 0 ? '+' : '−') + r.v,
              ...text(c, { color: c.ink, fontWeight: r.k === 'end' ? 600 : 400, fontSize: 12 }),
            },
          })),
        },
      ],
    };
  },
  // plans that may be offered: between the two curves, under the affordable amount, left of the longest term
  envelope: (d, c) => {
    const poly = [],
      lo = x => d.floor / x,
      hi = x => d.balance / x,
      xs = [];
    for (let x = d.xmin; x <= d.clientMonths; x += 0.25) xs.push(x);
    const inside = xs.filter(x => lo(x) <= d.afford);
    inside.forEach(x => poly.push([x, Math.min(hi(x), d.afford)]));
    [...inside].reverse().forEach(x => poly.push([x, Math.max(lo(x), d.least)]));
    const curve = f => xs.concat([24.5, 26, 28, 30].filter(x => x > d.clientMonths)).map(x => [x, f(x)]);
    const flat = (y, t) => ({
      yAxis: y,
      label: { formatter: t, position: 'insideStartTop', ...text(c, { color: c.ink2 }) },
      lineStyle: { color: c.ink3, type: [4, 3], width: 1 },
    });
    const up = (x, t) => ({
      xAxis: x,
      label: { formatter: t, position: 'end', distance: 3, ...text(c, { color: c.ink2 }) },
      lineStyle: { color: c.ink3, type: [4, 3], width: 1 },
    });
    return {
      ...base(c),
      tooltip: { show: false },
      grid: { left: 30, right: 12, top: 22, bottom: 36 },
      xAxis: val(c, {
        min: d.xmin,
        max: d.xmax ?? 30,
        interval: d.xstep ?? 3,
        splitLine: { show: false },
        axisLine: { show: true, lineStyle: { color: c.line2 } },
        ...title(c, 'Months'),
      }),
      yAxis: val(c, { min: d.ymin ?? 30, max: d.ymax ?? 130, interval: d.ystep ?? 20, axisLabel: { ...text(c), formatter: v => '$' + v } }),
      series: [
        {
          type: 'custom',
          silent: true,
          data: [0],
          renderItem: (_, api) => ({
            type: 'polygon',
            shape: { points: poly.map(p => api.coord(p)) },
            style: { fill: fade(c.accent, 0.18), stroke: c.accent, lineWidth: 1.5 },
          }),
        },
        { type: 'line', data: curve(hi), symbol: 'none', silent: true, lineStyle: { color: c.ink2, width: 1.5 }, endLabel: { show: false } },
        {
          type: 'line',
          data: curve(lo),
          symbol: 'none',
          silent: true,
          lineStyle: { color: c.ink3, width: 1, type: 'dotted' },
          markLine: {
            silent: true,
            symbol: 'none',
            data: [
              flat(d.afford, `$${d.afford} affordable`),
              flat(d.least, `$${d.least} client minimum`),
              up(d.mineMonths, `your ${d.mineMonths} months`),
              up(d.clientMonths, `client ${d.clientMonths} months`),
            ],
          },
        },
        {
          type: 'scatter',
          data: [[d.months, d.amount]],
          symbolSize: 13,
          itemStyle: { color: c.accent, borderColor: c.surface, borderWidth: 2.5 },
          z: 9,
          label: {
            show: true,
            formatter: d.pointText,
            position: 'right',
            distance: 8,
            ...text(c, { color: c.ink, fontWeight: 600, fontSize: 12 }),
            backgroundColor: c.surface,
            padding: [3, 5],
            borderRadius: 3,
          },
        },
        {
          type: 'scatter',
          data: d.ghost ? [[d.ghost.months, d.ghost.amount]] : [],
          symbolSize: 10,
          itemStyle: { color: c.surface, borderColor: c.ink2, borderWidth: 1.5, borderType: 'dashed' },
          z: 8,
          label: { show: true, formatter: d.ghost && d.ghost.text, position: 'right', distance: 7, ...text(c, { color: c.ink2 }) },
        },
      ],
    };
  },
  roc: (d, c) => ({
    ...base(c),
    tooltip: { show: false },
    grid: { left: 34, right: 12, top: 8, bottom: 34 },
    xAxis: val(c, {
      min: 0,
      max: 1,
      interval: 0.25,
      splitLine: { show: false },
      axisLine: { show: true, lineStyle: { color: c.line2 } },
      ...title(c, 'Good accounts flagged by mistake'),
      axisLabel: { ...text(c), formatter: pct },
    }),
    yAxis: val(c, { min: 0, max: 1, interval: 0.25, axisLabel: { ...text(c), formatter: pct } }),
    series: [
      {
        type: 'line',
        data: [
          [0, 0],
          [1, 1],
        ],
        symbol: 'none',
        silent: true,
        lineStyle: { color: c.line2, width: 1 },
      },
      ...d.curves.map((k, i) => ({
        type: 'line',
        data: k,
        symbol: 'none',
        lineStyle: [
          { color: c.ink, width: 1.75 },
          { color: c.accent, width: 2 },
          { color: c.ink3, width: 1.25, type: 'dashed' },
        ][i],
      })),
    ],
  }),
  calib: (d, c) => ({
    ...base(c),
    tooltip: { show: false },
    grid: { left: 34, right: 12, top: 8, bottom: 34 },
    xAxis: val(c, {
      min: 0,
      max: d.max ?? 0.5,
      interval: (d.max ?? 0.5) / 5,
      splitLine: { show: false },
      axisLine: { show: true, lineStyle: { color: c.line2 } },
      ...title(c, 'Predicted late'),
      axisLabel: { ...text(c), formatter: pct },
    }),
    yAxis: val(c, { min: 0, max: d.max ?? 0.5, interval: (d.max ?? 0.5) / 5, axisLabel: { ...text(c), formatter: pct } }),
    series: [
      {
        type: 'line',
        data: [
          [0, 0],
          [d.max ?? 0.5, d.max ?? 0.5],
        ],
        symbol: 'none',
        silent: true,
        lineStyle: { color: c.line2, width: 1 },
      },
      {
        type: 'line',
        data: d.scorecard,
        symbol: 'circle',
        symbolSize: 5,
        itemStyle: { color: c.ink3 },
        lineStyle: { color: c.ink3, width: 1.25, type: 'dashed' },
      },
      {
        type: 'line',
        data: d.trees,
        symbol: 'circle',
        symbolSize: 6,
        itemStyle: { color: c.accent, borderColor: c.surface, borderWidth: 1 },
        lineStyle: { color: c.accent, width: 2 },
      },
      {
        type: 'custom',
        data: d.err,
        silent: true,
        renderItem: (_, api) => {
          const a = api.coord([api.value(0), api.value(1)]),
            b = api.coord([api.value(0), api.value(2)]);
          return { type: 'line', shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: c.accent, lineWidth: 1, opacity: 0.6 } };
        },
      },
    ],
  }),
  dist: (d, c) => ({
    ...base(c),
    tooltip: { show: false },
    grid: { left: 30, right: 12, top: 8, bottom: 34 },
    xAxis: xCat(c, d.bins, { ...title(c, 'Score, tenth by tenth'), axisLabel: { ...text(c), interval: 4 } }),
    yAxis: val(c, { axisLabel: { ...text(c), formatter: v => v + ' %' } }),
    series: [
      { type: 'bar', data: d.paid, barWidth: '78%', barGap: '-100%', itemStyle: { color: c.line2 } },
      {
        type: 'line',
        step: 'middle',
        data: d.late,
        symbol: 'none',
        lineStyle: { color: c.accent, width: 2 },
        areaStyle: { color: fade(c.accent, 0.08) },
      },
    ],
  }),
  // a rate with its interval and the changes people made
  rate: (d, c) => ({
    ...base(c),
    grid: { left: d.axis ? 34 : 2, right: d.axis ? 12 : 4, top: d.axis ? 16 : 12, bottom: d.axis ? 22 : 4 },
    xAxis: xCat(c, d.x, { boundaryGap: false, show: !!d.axis, axisLabel: { ...text(c), interval: d.every ?? 'auto' } }),
    yAxis: val(c, { show: !!d.axis, min: d.min, max: d.max, axisLabel: { ...text(c), formatter: d.fmt === 'pct' ? pct : v => v } }),
    series: [
      ...band(c, d.lo, d.hi, fade(c.accent, 0.14)),
      { type: 'line', data: d.y, symbol: 'none', lineStyle: { color: c.accent, width: 1.75 }, markLine: changes(c, d.changes) },
      ...(d.limit
        ? [
            {
              type: 'line',
              data: [],
              markLine: {
                silent: true,
                symbol: 'none',
                lineStyle: { color: c.bad, width: 1, type: 'solid' },
                label: { formatter: d.limitText, position: 'insideStartTop', ...text(c, { color: c.bad }) },
                data: [{ yAxis: d.limit }],
              },
            },
          ]
        : []),
    ],
  }),
  // two futures with their intervals
  sim: (d, c) => ({
    ...base(c),
    grid: { left: 44, right: 70, top: 10, bottom: 34 },
    tooltip: { show: false },
    xAxis: xCat(c, d.x, { boundaryGap: false, ...title(c, 'Days after due date'), axisLabel: { ...text(c), interval: d.every } }),
    yAxis: val(c, { axisLabel: { ...text(c), formatter: v => '$' + v + 'k' } }),
    series: [
      ...band(c, d.lo0, d.hi0, fade(c.ink3, 0.12)),
      ...band(c, d.lo1, d.hi1, fade(c.accent, 0.14)),
      {
        type: 'line',
        data: d.y0,
        symbol: 'none',
        lineStyle: { color: c.ink3, width: 1.5 },
        endLabel: { show: true, formatter: 'today', offset: [0, 8], ...text(c, { color: c.ink2 }) },
      },
      {
        type: 'line',
        data: d.y1,
        symbol: 'none',
        lineStyle: { color: c.accent, width: 2 },
        endLabel: { show: true, formatter: 'this draft', offset: [0, -8], ...text(c, { color: c.accent, fontWeight: 600 }) },
      },
    ],
  }),
  // estimates with intervals, one per line
  forest: (d, c) => ({
    ...base(c),
    tooltip: { show: false },
    grid: { left: 2, right: 14, top: 4, bottom: 18, containLabel: true },
    xAxis: val(c, { min: d.min, max: d.max, interval: d.step, axisLabel: { ...text(c), formatter: d.fmt === 'pct' ? pct : v => v.toFixed(2) } }),
    yAxis: {
      type: 'category',
      inverse: true,
      data: d.rows.map(r => r[0]),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: text(c, { color: c.ink2, fontSize: 12 }),
    },
    series: [
      {
        type: 'custom',
        silent: true,
        data: d.rows.map((r, i) => [i, r[2], r[3]]),
        renderItem: (_, api) => {
          const a = api.coord([api.value(1), api.value(0)]),
            b = api.coord([api.value(2), api.value(0)]);
          return { type: 'line', shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: c.ink3, lineWidth: 1.5 } };
        },
        ...(d.ref != null
          ? {
              markLine: {
                silent: true,
                symbol: 'none',
                lineStyle: { color: c.ink3, type: [2, 3], width: 1 },
                label: { show: false },
                data: [{ xAxis: d.ref }],
              },
            }
          : {}),
      },
      { type: 'scatter', data: d.rows.map((r, i) => [r[1], i]), symbolSize: 8, itemStyle: { color: c.accent } },
    ],
  }),
};
