import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import { Failure, Loading, useLoaded } from '../shell/loaded.tsx';

/** The signed code of an accepted coupon, as the partner scans it. */
export function CouponCode({ issueId }: { readonly issueId: string }): JSX.Element {
  const { rider, words } = useApp();
  const [code, again] = useLoaded(async (signal) => {
    // Only those who have a coupon load what draws its code.
    const [{ code: text }, { qrPath }] = await Promise.all([
      rider.client.getCouponCode({ issueId }, { signal }),
      import('./qr-path.ts'),
    ]);
    return { text, ...qrPath(text) };
  }, issueId);
  if (code.state === 'failed') return <Failure error={code.error} retry={again} />;
  if (code.value === undefined) return <Loading />;
  const { size, path, text } = code.value;
  return (
    <figure class="code">
      <svg
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={words.text('couponLabel')}
        shape-rendering="crispEdges"
      >
        <rect width={size} height={size} class="code-ground" />
        <path d={path} class="code-ink" />
      </svg>
      <figcaption>{words.text('couponHint')}</figcaption>
      <details>
        <summary>{words.text('couponText')}</summary>
        <code>{text}</code>
      </details>
    </figure>
  );
}
