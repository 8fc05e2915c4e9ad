// The chart as a wheel: the ascendant at the left, longitudes counted against the clock.
import { glyph, named, signs, signOf, degrees } from './words.js';

const size = 640, middle = size / 2;
const radius = { outer: 306, zodiac: 258, planet: 220, degree: 190, house: 158, hub: 142 };
const gap = 8.5;

const svg = (tag, attributes = {}, text) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
};

/** Draws a chart's answer. */
export function drawWheel(target, chart) {
  const { asc, mc, cusps } = chart.houses;
  const at = (longitude, r) => {
    const angle = (180 + longitude - asc) * Math.PI / 180;
    return [middle + r * Math.cos(angle), middle - r * Math.sin(angle)].map(v => v.toFixed(2));
  };
  const line = (longitude, from, to, name) => {
    const [[x1, y1], [x2, y2]] = [at(longitude, from), at(longitude, to)];
    return svg('line', { x1, y1, x2, y2, class: name });
  };
  const label = (longitude, r, name, text) => {
    const [x, y] = at(longitude, r);
    return svg('text', { x, y, class: name }, text);
  };
  const circle = (r, name) => svg('circle', { cx: middle, cy: middle, r, class: name });

  target.replaceChildren(
    svg('title', { id: 'wheel-title' }, 'Chart wheel'),
    svg('desc', { id: 'wheel-text' }, describe(chart)),
    circle((radius.outer + radius.zodiac) / 2, 'ring'),
    circle(radius.outer, 'ring'), circle(radius.zodiac, 'ring'), circle(radius.hub, 'hub'));
  const belt = target.children[2];
  belt.setAttribute('class', 'belt');
  belt.setAttribute('stroke-width', radius.outer - radius.zodiac);

  signs.forEach((sign, i) => {
    target.append(line(30 * i, radius.zodiac, radius.outer, 'cut'), label(30 * i + 15, (radius.outer + radius.zodiac) / 2, `sign ${sign.element}`, sign.glyph));
  });
  for (let d = 0; d < 360; d += 5) target.append(line(d, radius.zodiac - (d % 10 ? 4 : 7), radius.zodiac, 'tick'));

  cusps.forEach((cusp, i) => {
    const next = cusps[(i + 1) % 12];
    const width = ((next - cusp) % 360 + 360) % 360;
    // Against the signs, as beyond the polar circles, the way to the next cusp is negative.
    const half = (width > 180 ? width - 360 : width) / 2;
    target.append(line(cusp, radius.hub, radius.zodiac, 'cusp'), label(cusp + half, radius.house, 'house', i + 1));
  });
  for (const [longitude, name] of [[asc, 'Asc'], [mc, 'MC']]) {
    target.append(line(longitude, radius.hub, radius.zodiac, 'angle'), line(longitude + 180, radius.hub, radius.zodiac, 'angle'));
    target.append(label(longitude - 6, radius.house, 'corner', name));
  }

  const bodies = Object.entries(chart.planets).map(([name, place]) => ({ name, ...place }));
  for (const aspect of chart.aspects.filter(one => one.type !== 'conjunction')) {
    const [[x1, y1], [x2, y2]] = [aspect.p1, aspect.p2].map(name => at(chart.planets[name].longitude, radius.hub - 2));
    target.append(svg('line', { x1, y1, x2, y2, class: `aspect ${aspect.type}`, 'data-bodies': `${aspect.p1} ${aspect.p2}` }));
  }

  for (const body of spread(bodies)) {
    const mark = svg('g', { class: 'mark', 'data-body': body.name });
    mark.append(
      line(body.longitude, radius.zodiac - 8, radius.zodiac, 'angle'),
      svg('line', { ...ends(at(body.longitude, radius.zodiac - 8), at(body.shown, radius.planet + 17)), class: 'lead' }),
      label(body.shown, radius.planet, 'planet', glyph(body.name)),
      label(body.shown, radius.degree, 'degree', `${Math.floor(body.longitude % 30)}°${body.is_retrograde ? ' ℞' : ''}`));
    mark.append(svg('title', {}, `${named(body.name)} ${degrees(body.longitude)} ${signOf(body.longitude).name}${body.is_retrograde ? ', retrograde' : ''}`));
    target.append(mark);
  }
}

/** Marks one body and its aspects, or none. */
export function light(target, name) {
  for (const mark of target.querySelectorAll('.mark')) mark.classList.toggle('lit', mark.dataset.body === name);
  for (const aspect of target.querySelectorAll('.aspect')) {
    aspect.classList.toggle('dim', Boolean(name) && !aspect.dataset.bodies.split(' ').includes(name));
  }
}

const ends = ([x1, y1], [x2, y2]) => ({ x1, y1, x2, y2 });

/** Moves glyphs that would lie over each other apart, in their order. */
function spread(bodies) {
  const sorted = [...bodies].sort((a, b) => a.longitude - b.longitude).map(body => ({ ...body, shown: body.longitude }));
  for (let round = 0; round < 200; round++) {
    let moved = false;
    for (let i = 0; i < sorted.length && sorted.length > 1; i++) {
      const [a, b] = [sorted[i], sorted[(i + 1) % sorted.length]];
      const between = i + 1 < sorted.length ? b.shown - a.shown : b.shown + 360 - a.shown;
      if (between < gap - 0.01) {
        const push = (gap - between) / 2;
        a.shown -= push;
        b.shown += push;
        moved = true;
      }
    }
    if (!moved) break;
  }
  return sorted;
}

function describe(chart) {
  const places = Object.entries(chart.planets).map(([name, place]) => `${named(name)} ${place.degrees}° ${place.sign}`);
  return `Ascendant ${degrees(chart.houses.asc)} ${signOf(chart.houses.asc).name}. ${places.join(', ')}. The tables below give the same in figures.`;
}
