/** A hundred faces: the mouth says what somebody thinks, or what they say. */
import type { Says } from "../numbers";

interface Properties {
  readonly title: string;
  readonly faces: readonly Says[];
  /** Who says what they do not think; a ring stands around these. */
  readonly ringed?: readonly boolean[];
  readonly label: string;
}

const COLUMNS = 10;
const CELL = 30;
const MOUTHS: Record<Says, string> = { against: "M-4.500 5.600q4.500-4.600 9 0", nothing: "M-4 4.400h8", for: "M-4.500 3q4.500 4.600 9 0" };

export function Faces({ title, faces, ringed, label }: Properties) {
  const rows = Math.ceil(faces.length / COLUMNS);
  return (
    <div class="faces">
      <p class="faces-title">{title}</p>
      <svg viewBox={`0 0 ${COLUMNS * CELL} ${rows * CELL}`} role="img" aria-label={label}>
        {faces.map((says, place) => (
          <g key={place} transform={`translate(${(place % COLUMNS) * CELL + CELL / 2} ${Math.floor(place / COLUMNS) * CELL + CELL / 2})`}>
            {ringed?.[place] && <circle class="face-ring" r="13.500" />}
            <g class={`face ${says}`}>
              <circle r="11" />
              <path d={MOUTHS[says]} />
              <path class="eyes" d="M-3.600-2.400v.01M3.600-2.400v.01" />
            </g>
          </g>
        ))}
      </svg>
    </div>
  );
}
