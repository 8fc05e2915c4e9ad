// Reference zones of places, by geo-tz (exact polygons): node make_map_points.mjs <folder of node_modules>
// writes map_points.csv here. Made with geo-tz 8.1.9, product "all". Several zones are separated by blanks.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
const require = createRequire(path.join(path.resolve(process.argv[2]), 'x.js'));
const { find } = require('geo-tz/all');

let state = 20260101;
const random = () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 4294967296; };
const rows = [];
const add = (lat, lon) => rows.push([lat, lon, find(lat, lon)]);

// Places that are hard: enclaves, borders through towns, islands by the date line, two times in one place.
for (const [lat, lon] of [
  [51.442, 4.931], [51.436, 4.926], [47.694, 8.693], [45.978, 8.97], [42.466, 1.97], [26.27, 88.95], [32.51, -92.12],
  [38.2527, -85.7585], [37.840347, -85.949127], [46.54, -87.4], [45.1, -87.6], [41.6, -87.34], [38.97, -85.9], [47.3, -101.8],
  [21.307, -157.858], [52.37, 4.9], [59.91, 10.75], [59.33, 18.07], [22.57, 88.36], [40.713, -74.006], [14.6, 121], [57.05, -135.33],
  [1.87, -157.4], [-13.83, -171.77], [-14.28, -170.7], [51.88, -176.65], [52.8, 173.2], [-43.9, -176.5], [43.8, 87.6], [31.78, 35.23],
  [-31.7, 128.9], [-32, 126], [65.8, -169.05], [65.77, -168.93], [-51.7, -57.85], [27.7, 85.3], [6.9, 79.86], [78.2, 15.6], [-90, 0],
]) add(lat, lon);
while (rows.length < 2000) {
  const lat = Math.asin(2 * random() - 1) * 180 / Math.PI;
  const lon = random() * 360 - 180;
  const zones = find(lat, lon);
  // Nine tenths of the sea are left out.
  if (!zones[0].startsWith('Etc/') || random() < 0.1) rows.push([+lat.toFixed(3), +lon.toFixed(3), find(+lat.toFixed(3), +lon.toFixed(3))]);
}
fs.writeFileSync(new URL('map_points.csv', import.meta.url), 'latitude,longitude,zones\n'
  + rows.map(([lat, lon, zones]) => `${lat},${lon},${zones.join(' ')}\n`).join(''));
