/** Names of the colours that pictures of the tour use; tour.css says which colours they are. */
export const CATEGORY_COLOURS = [0, 1, 2, 3, 4, 5].map((place) => `category-${place}`);
export const RIPPLE_COLOURS = ["ripple-0", "ripple-1", "ripple-2"];
export const RIPPLE_SIZES = [0.62, 0.8, 1.5];
export const MARK_COLOURS = ["ripple-0", "mark"];
export const MARK_SIZES = [0.62, 1];
