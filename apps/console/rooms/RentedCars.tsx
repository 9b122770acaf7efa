import type { FleetCar } from '@roadstream/sdk';
import type { Fleet } from '../fleet/fleet.ts';
import { linkTo } from '../route.ts';
import { text } from '../texts.ts';

/** Cars that riders have now, with the way to each rider, and to each rental where it is wanted. */
export function RentedCars({
  fleet,
  cars,
  withRental = false,
}: {
  readonly fleet: Fleet;
  readonly cars: readonly FleetCar[];
  readonly withRental?: boolean;
}) {
  if (cars.length === 0) return <p class="dim">{fleet.isLoaded ? text('noRiders') : text('loading')}</p>;
  return (
    <table>
      <thead>
        <tr>
          {withRental && <th scope="col">{text('rental')}</th>}
          <th scope="col">{text('rider')}</th>
          <th scope="col">{text('car')}</th>
          <th scope="col">{text('state')}</th>
        </tr>
      </thead>
      <tbody>
        {cars.map(({ vin, plate, rentalId = '', riderId = '', state }) => (
          <tr key={vin}>
            {withRental && (
              <td>
                <a href={linkTo('rentals', rentalId)}>{rentalId.slice(0, 12)}…</a>
              </td>
            )}
            <td>
              <a href={linkTo('riders', riderId)}>{riderId}</a>
            </td>
            <td>
              <a href={linkTo('map', vin)}>{plate ?? vin}</a>
            </td>
            <td>{text(`state.${state}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
