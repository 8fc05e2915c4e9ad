// The form, the calls and the tables. The key stays in this tab's sessionStorage.
import { drawWheel, light } from './wheel.js';
import { degrees, glyph, houseOf, make, named, offset, signed, signOf } from './words.js';

const $ = id => document.getElementById(id);
const seven = ['Sun', 'Moon', 'Mercury', 'Venus', 'Mars', 'Jupiter', 'Saturn'];
const storedKey = 'ephemeris-key';
let latest = 0;

// A link may bring the key in its fragment, which no server sees; it is taken out of the address at once.
const brought = new URLSearchParams(location.hash.slice(1)).get('key');
if (brought) {
  sessionStorage.setItem(storedKey, brought);
  history.replaceState(null, '', location.pathname + location.search);
}

async function ask(path, body) {
  const headers = {};
  const key = sessionStorage.getItem(storedKey);
  if (key) headers['X-API-Key'] = key;
  if (body) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  return { ok: response.ok, status: response.status, answer, after: response.headers.get('Retry-After') };
}

/** A coordinate as people write it: 37.7749, 37,7749, 37°46′30″N, −122.4, 122.4 W. */
function coordinate(text) {
  const plain = text.trim().replace(/[−–]/g, '-');
  const parts = plain.replace(/[^\d.,\s-]+/g, ' ').trim().split(/\s+/).map(part => Number(part.replace(',', '.')));
  if (!plain || parts.length > 3 || parts.some(Number.isNaN)) return NaN;
  const size = Math.abs(parts[0]) + (parts[1] ?? 0) / 60 + (parts[2] ?? 0) / 3600;
  return /^-/.test(plain) !== /[swSW]\s*$/.test(plain) ? -size : size;
}

function wanted() {
  const bad = [];
  const field = (id, value, fine) => { $(id).setAttribute('aria-invalid', String(!fine)); if (!fine) bad.push($(id)); return value; };
  const date = $('date').value.trim().replace(/^[−–]/, '-');
  field('date', date, /^[+-]?\d{4,6}-\d\d-\d\d$/.test(date));
  const time = field('time', $('time').value, $('time').value !== '');
  const latitude = coordinate($('latitude').value), longitude = coordinate($('longitude').value);
  field('latitude', latitude, Math.abs(latitude) <= 90);
  field('longitude', longitude, Math.abs(longitude) <= 180);
  if (bad.length) {
    bad[0].focus();
    complain(`Please correct: ${bad.map(node => document.querySelector(`label[for=${node.id}]`).textContent.split(',')[0].toLowerCase()).join(', ')}.`);
    return null;
  }
  const zodiac = $('zodiac').value;
  const request = {
    local_datetime: `${date}T${time}`, latitude, longitude, calendar: $('calendar').value,
    zodiac: zodiac === 'tropical' ? 'tropical' : 'sidereal',
    bodies: $('outer').checked ? [...seven, 'Uranus', 'Neptune', 'Pluto', 'TrueNode'] : seven,
  };
  if (zodiac !== 'tropical') request.ayanamsa = zodiac;
  if ($('system').value) request.system = $('system').value;
  if ($('zone').value.trim()) request.timezone_override = $('zone').value.trim();
  return request;
}

function complain(text, tip, action) {
  const parts = [make('p', {}, text)];
  if (tip) parts.push(make('p', {}, tip));
  if (action) parts.push(action);
  $('alert').replaceChildren(...parts);
  $('alert').hidden = false;
}

async function draw(historical = false, quiet = false) {
  $('alert').hidden = true;
  const request = wanted();
  if (!request) return;
  const turn = ++latest;
  $('draw').disabled = true;
  $('status').textContent = 'Computing…';
  try {
    const { ok, status, answer, after } = await ask('/v1/chart' + (historical ? '?kernel=de441' : ''), request);
    if (turn !== latest) return;
    $('status').textContent = '';
    if (ok) {
      $('access').hidden = true;
      show(answer, request);
      return;
    }
    $('result').hidden = true;
    if (status === 401) {
      const had = Boolean(sessionStorage.getItem(storedKey));
      sessionStorage.removeItem(storedKey);
      $('access').hidden = false;
      if (had || !quiet) complain(had ? 'The service did not accept this API key.' : 'An API key is needed.');
      if (!quiet) $('key').focus(); else $('status').textContent = 'Enter the API key, a time and a place to see the chart.';
    } else if (answer.code === 'HISTORICAL_REQUIRED') {
      const button = make('button', { type: 'button', class: 'primary' }, 'Use the historical ephemeris');
      button.addEventListener('click', () => draw(true));
      complain(`The year ${answer.details?.requested_year ?? ''} lies outside the modern ephemeris (${answer.details?.available_coverage?.de440 ?? '1550–2650'}).`, '', button);
    } else {
      const faults = Array.isArray(answer.errors) ? answer.errors.map(fault => fault.message ?? fault.detail ?? '').filter(Boolean).join(' ') : '';
      const text = typeof answer.detail === 'string' ? answer.detail : faults || answer.title || `The service answered ${status}.`;
      complain(text, status === 429 && after ? `Try again in ${after} seconds.` : answer.tip);
    }
  } catch {
    $('status').textContent = '';
    complain('The service cannot be reached.', 'Check the connection and try again.');
  } finally {
    if (turn === latest) $('draw').disabled = false;
  }
}

const placeOf = longitude => {
  const sign = signOf(longitude);
  const mark = make('span', { class: `glyph ${sign.element}`, 'aria-hidden': 'true' }, sign.glyph);
  return [mark, degrees(longitude), make('span', { class: 'name' }, ` ${sign.name}`)];
};
const cell = (...content) => make('td', {}, ...content);
const number = text => make('td', { class: 'number' }, text);
const head = (...content) => make('th', { scope: 'row' }, ...content);

function show(chart, request) {
  const { meta, houses } = chart;
  const time = meta.time_resolution;
  $('result').hidden = false;
  $('when').replaceChildren(
    make('strong', {}, `${request.local_datetime.replace('T', ' ')} · ${time.zone_id}`),
    make('span', {}, `${time.utc.replace('T', ' ').replace('Z', '')} UTC · ${offset(time.offset_seconds)}${time.dst_active ? ', daylight saving' : ''} · ${Math.abs(request.latitude).toFixed(4)}° ${request.latitude < 0 ? 'S' : 'N'} ${Math.abs(request.longitude).toFixed(4)}° ${request.longitude < 0 ? 'W' : 'E'}`));
  drawWheel($('wheel'), chart);
  legend(chart.aspects);

  $('positions').tBodies[0].replaceChildren(...Object.entries(chart.planets).map(([name, body]) => {
    const row = make('tr', { 'data-body': name },
      head(make('span', { class: 'glyph', 'aria-hidden': 'true' }, glyph(name)), named(name)),
      cell(...placeOf(body.longitude)),
      number(String(houseOf(body.longitude, houses.cusps))),
      number(`${signed(body.latitude, 4)}°`),
      number(signed(body.speed, 4)));
    if (body.is_retrograde) row.children[1].append(' ', make('span', { class: 'back' }, '℞'), make('span', { class: 'visually-hidden' }, ' retrograde'));
    return row;
  }));
  // Where cusps 1 and 10 are not the angles, the angles have rows of their own.
  const isQuadrant = houses.system !== 'whole-sign' && houses.system !== 'equal';
  const angles = isQuadrant ? [] : [['Ascendant', houses.asc], ['Midheaven', houses.mc]];
  const cuspName = i => `${i + 1}${isQuadrant ? { 0: ' Ascendant', 9: ' Midheaven' }[i] ?? '' : ''}`;
  $('cusps').tBodies[0].replaceChildren(
    ...[...houses.cusps.map((cusp, i) => [cuspName(i), cusp]), ...angles].map(([name, cusp]) => make('tr', {}, head(name), cell(...placeOf(cusp)))));
  $('aspects').tBodies[0].replaceChildren(...chart.aspects.map(one => make('tr', {},
    head(`${named(one.p1)} – ${named(one.p2)}`), cell(one.type), number(`${one.angle_deg.toFixed(2)}°`), number(`${one.orb_deg.toFixed(2)}°`))));
  notes(meta, houses, time);
}

function legend(aspects) {
  const kinds = ['trine', 'sextile', 'square', 'opposition'].filter(kind => aspects.some(one => one.type === kind));
  $('legend').replaceChildren(...kinds.map(kind => {
    const item = make('li');
    const sample = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const stroke = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    for (const [name, value] of Object.entries({ x1: 0, y1: 4, x2: 34, y2: 4, class: `aspect ${kind}` })) stroke.setAttribute(name, value);
    sample.setAttribute('aria-hidden', 'true');
    sample.append(stroke);
    item.append(sample, kind);
    return item;
  }));
}

function notes(meta, houses, time) {
  const route = meta.gateway_routing;
  const because = {
    optimal_coverage: 'the modern ephemeris covers this instant',
    historical_coverage: 'the historical ephemeris was enabled',
    explicit_override: 'it was asked for', policy: 'the service is set so',
  };
  const facts = [
    ['Ephemeris', `${route.selected_kernel}, because ${because[route.reason] ?? route.reason}; kernel ${meta.kernel_set_tag}`],
    ['Accuracy', `longitudes within ${meta.accuracy_arcsec}″`],
    ['Time zone', `${time.reason}; tz database ${time.provenance.tzdb_version}; confidence ${time.confidence}`],
    ['Zodiac', meta.zodiac === 'tropical' ? 'tropical' : `sidereal, ayanamsa ${degreesOf(meta.ayanamsa_deg)}`],
    ['Houses', houses.system.replace('-', ' ')],
    ['ΔT', `${meta.delta_t_seconds.toFixed(2)} s`],
  ];
  const warnings = [...new Set([...meta.chart_warnings, ...houses.warnings, ...time.notes])];
  const list = make('dl');
  for (const [term, text] of facts) list.append(make('dt', {}, term), make('dd', {}, text));
  $('notes').replaceChildren(
    ...(warnings.length ? [make('ul', { class: 'warning' }, ...warnings.map(text => make('li', {}, text)))] : []),
    make('h3', {}, 'What this chart rests on'), list);
}

const degreesOf = value => `${Math.floor(value)}°${String(Math.floor(value * 60) % 60).padStart(2, '0')}′${String(Math.round(value * 3600) % 60).padStart(2, '0')}″`;

async function find() {
  const text = $('place').value.trim();
  if (!text) return;
  $('place-hint').textContent = 'Searching…';
  $('places').hidden = true;
  try {
    const { ok, status, answer } = await ask(`/v1/geocode/search?limit=5&q=${encodeURIComponent(text)}`);
    if (!ok) {
      $('place-hint').textContent = status === 503 ? 'No place search is set up here: enter the coordinates.'
        : status === 401 ? 'An API key is needed.' : answer.detail ?? 'Nothing was found.';
      if (status === 401) $('access').hidden = false;
      return;
    }
    $('place-hint').textContent = `${answer.results.length} found`;
    $('places').replaceChildren(...answer.results.map(one => {
      const button = make('button', { type: 'button' }, one.name);
      button.addEventListener('click', () => {
        $('latitude').value = one.lat;
        $('longitude').value = one.lon;
        $('places').hidden = true;
        $('place-hint').textContent = one.name;
        $('latitude').focus();
      });
      return make('li', {}, button);
    }));
    $('places').hidden = false;
  } catch {
    $('place-hint').textContent = 'The service cannot be reached.';
  }
}

$('form').addEventListener('submit', event => {
  event.preventDefault();
  if ($('key').value) {
    sessionStorage.setItem(storedKey, $('key').value.trim());
    $('key').value = '';
  }
  draw();
});
$('find').addEventListener('click', find);
$('place').addEventListener('keydown', event => { if (event.key === 'Enter') { event.preventDefault(); find(); } });
for (const [on, off] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
  $('positions').addEventListener(on, event => lit(event.target.closest('tr[data-body]')));
  $('positions').addEventListener(off, () => lit(null));
  $('wheel').addEventListener(on, event => lit(event.target.closest('.mark')));
  $('wheel').addEventListener(off, () => lit(null));
}
function lit(source) {
  const name = source?.dataset.body ?? '';
  light($('wheel'), name);
  for (const row of $('positions').querySelectorAll('tr[data-body]')) row.classList.toggle('lit', row.dataset.body === name);
}

draw(false, true);
