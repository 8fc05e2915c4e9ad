// Names, glyphs and the way angles are written.

// U+FE0E asks for text rather than emoji.
export const signs = [
  ['Aries', '♈', 'fire'], ['Taurus', '♉', 'earth'], ['Gemini', '♊', 'air'], ['Cancer', '♋', 'water'],
  ['Leo', '♌', 'fire'], ['Virgo', '♍', 'earth'], ['Libra', '♎', 'air'], ['Scorpio', '♏', 'water'],
  ['Sagittarius', '♐', 'fire'], ['Capricorn', '♑', 'earth'], ['Aquarius', '♒', 'air'], ['Pisces', '♓', 'water'],
].map(([name, glyph, element]) => ({ name, glyph: glyph + '\ufe0e', element }));

const glyphs = {
  Sun: '☉', Moon: '☽', Mercury: '☿', Venus: '♀', Mars: '♂', Jupiter: '♃', Saturn: '♄', Uranus: '♅', Neptune: '♆', Pluto: '♇',
  TrueNode: '☊', MeanNode: '☊',
};
const names = { TrueNode: 'True node', MeanNode: 'Mean node' };

export const glyph = body => (glyphs[body] ?? body[0]) + '\ufe0e';
export const named = body => names[body] ?? body;
export const signOf = longitude => signs[Math.floor(longitude / 30) % 12];

/** 12°34′56″ within the sign. */
export function degrees(longitude) {
  const total = Math.min(Math.round((longitude % 30) * 3600), 30 * 3600 - 1);
  const two = n => String(n).padStart(2, '0');
  return `${Math.floor(total / 3600)}°${two(Math.floor(total / 60) % 60)}′${two(total % 60)}″`;
}

/** −3.21 with a real minus. */
export const signed = (value, decimals) => (value < 0 ? '−' : '+') + Math.abs(value).toFixed(decimals);

/** UTC+05:30 of an offset in seconds. */
export function offset(seconds) {
  const s = Math.abs(seconds);
  const two = n => String(n).padStart(2, '0');
  const rest = s % 60 ? ':' + two(s % 60) : '';
  return `UTC${seconds < 0 ? '−' : '+'}${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}${rest}`;
}

/** The house, 1 to 12, that a longitude falls into; houses may run against the signs beyond the polar circles. */
export function houseOf(longitude, cusps) {
  const forward = (((cusps[1] - cusps[0]) % 360) + 360) % 360 < 180;
  const list = forward ? cusps : cusps.map(c => -c);
  const at = forward ? longitude : -longitude;
  for (let i = 0; i < 12; i++) {
    const width = (((list[(i + 1) % 12] - list[i]) % 360) + 360) % 360;
    if ((((at - list[i]) % 360) + 360) % 360 < width) return i + 1;
  }
  return 12;
}

/** An element with attributes and children. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
