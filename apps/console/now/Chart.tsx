import { useEffect, useRef } from 'preact/hooks';
import type UPlot from 'uplot';
import { useStore } from '../../design/store.ts';
import { text } from '../texts.ts';
import type { History } from './history.ts';

/** Cars in use and events a minute. Those who do not see it find the newest values in its name. */
export function Chart({ history }: { readonly history: History }) {
  useStore(history);
  const container = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  useEffect(() => {
    let isGone = false;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const draw = async (): Promise<void> => {
      const { default: Plot } = await import('./uplot.ts');
      const { current } = container;
      if (isGone || current === null) return;
      plot.current?.destroy();
      plot.current = new Plot(options(current.clientWidth, dark.matches), dataOf(history), current);
    };
    const resized = new ResizeObserver(() => {
      const width = container.current?.clientWidth ?? 0;
      if (plot.current !== undefined && width > 0) plot.current.setSize({ width, height: HEIGHT });
    });
    if (container.current !== null) resized.observe(container.current);
    const redraw = (): void => void draw();
    dark.addEventListener('change', redraw);
    redraw();
    return () => {
      isGone = true;
      resized.disconnect();
      dark.removeEventListener('change', redraw);
      plot.current?.destroy();
      plot.current = undefined;
    };
  }, [history]);
  useEffect(() => plot.current?.setData(dataOf(history)));
  const values = `${text('inUse')}: ${history.inUse.at(-1) ?? 0}, ${text('eventsAMinute')}: ${history.eventsAMinute.at(-1) ?? 0}`;
  return <div ref={container} class="chart" role="img" aria-label={`${text('inUseChart')}. ${values}`} />;
}

const HEIGHT = 180;

function dataOf({ times, inUse, eventsAMinute }: History): [number[], number[], number[]] {
  return [[...times], [...inUse], [...eventsAMinute]];
}

function options(width: number, isDark: boolean): UPlot.Options {
  const ink = isDark ? '#a6b0be' : '#565e6b';
  const grid = { stroke: isDark ? '#39414d' : '#d5d9e0', width: 1 };
  const axis = { stroke: ink, grid, ticks: grid };
  return {
    width,
    height: HEIGHT,
    cursor: { show: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(4, most * 1.1)] } },
    axes: [axis, { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] }],
    series: [
      {},
      { label: text('inUse'), stroke: isDark ? '#8ab4ff' : '#0b57d0', width: 2, points: { show: false } },
      {
        label: text('eventsAMinute'),
        stroke: isDark ? '#ffc166' : '#8a5300',
        width: 1.5,
        dash: [5, 4],
        points: { show: false },
      },
    ],
  };
}
