// Which cases are selected: kept for this window, also over a reload, until something is done with them.

const place = 'hb-picked';

export const picked = () => {
  try {
    return new Set(JSON.parse(sessionStorage.getItem(place) ?? '[]'));
  } catch {
    return new Set();
  }
};

export const keep = keys => sessionStorage.setItem(place, JSON.stringify([...keys]));
