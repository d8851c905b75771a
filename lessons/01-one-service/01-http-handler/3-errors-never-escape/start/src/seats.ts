export interface Seat {
  id: string;
  /** In cents. */
  price: number;
  state: 'free' | 'held' | 'sold';
  /** Who holds or bought it. */
  fan?: string;
}

export interface Concert {
  id: string;
  title: string;
  seats: Seat[];
}

/** Concerts by their id. */
export type Concerts = Map<string, Concert>;

export type HoldResult = { ok: true; seat: Seat } | { ok: false; reason: 'unknown-seat' | 'taken' };

/** A new set of concerts, as they go on sale. */
export function loadConcerts(): Concerts {
  const concerts: Concert[] = [
    {
      id: 'e1',
      title: 'Sigur Rós',
      seats: [
        { id: 'A1', price: 8900, state: 'free' },
        { id: 'A2', price: 8900, state: 'free' },
        { id: 'A3', price: 8900, state: 'free' },
        { id: 'B1', price: 5900, state: 'sold', fan: 'Ines' },
      ],
    },
    {
      id: 'e2',
      title: 'Zoë Keating',
      seats: [
        { id: 'A1', price: 4500, state: 'free' },
        { id: 'A2', price: 4500, state: 'sold', fan: 'Noor' },
      ],
    },
    {
      id: 'e3',
      title: 'Imported from the old system',
      // The import left this empty, and the type believes what it is told.
      seats: null as unknown as Seat[],
    },
  ];
  return new Map(concerts.map((concert) => [concert.id, concert]));
}

/** Holds a seat for a fan. To hold one's own seat again changes nothing. */
export function hold(concert: Concert, seatId: string, fan: string): HoldResult {
  const seat = concert.seats.find((candidate) => candidate.id === seatId);
  if (seat === undefined) return { ok: false, reason: 'unknown-seat' };
  if (seat.state !== 'free' && seat.fan !== fan) return { ok: false, reason: 'taken' };
  seat.state = 'held';
  seat.fan = fan;
  return { ok: true, seat };
}
