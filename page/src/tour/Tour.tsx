/** The tour in the live page: its answers come from the server, which works ahead while somebody reads. */
import { useEffect } from "preact/hooks";
import { stop } from "../session/socket";
import { Book } from "./Book";
import { liveSource } from "./live";
import { goAhead } from "./source";

const source = liveSource();

export default function Tour() {
  useEffect(() => {
    const end = goAhead(source);
    return () => {
      end();
      // Whoever goes to the city does not wait until the tour is worked out.
      stop();
    };
  }, []);
  return <Book source={source} />;
}
