import type { Client } from '@roadstream/sdk';
import { useLoaded } from '../../design/loading.ts';
import { linkTo } from '../route.ts';
import { Shown } from '../shown.tsx';
import { text } from '../texts.ts';

/** The zones by name; the map draws them. */
export function ZonesView({ client }: { readonly client: Client }) {
  const [zones, again] = useLoaded((signal) => client.getZones({}, { signal }), [client]);
  return (
    <div class="grid">
      <section class="card wide stack">
        <div class="row wrap">
          <h2>{text('zones')}</h2>
          <a class="button push" href={linkTo('map')}>
            {text('map')}
          </a>
        </div>
        <Shown of={zones} again={again}>
          {({ features }) =>
            features.length === 0 ? (
              <p class="dim">{text('noZones')}</p>
            ) : (
              <ul class="plain">
                {features.map(({ id, properties }) => (
                  <li key={id}>
                    <b>{properties.name}</b> <span class="dim">{text(`zone.${properties.kind}`)}</span>
                  </li>
                ))}
              </ul>
            )
          }
        </Shown>
      </section>
    </div>
  );
}
