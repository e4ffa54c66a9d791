"use client";

/**
 * Stands in when even the frame of a page failed, so it relies on nothing: no style sheet, no message files. Both
 * languages, because which one was asked for is unknown here.
 */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Drawbridge</title>
        <h1>This page could not be made</h1>
        <p>The fault is ours. Nothing was charged and nothing you bought is lost. Try again in a moment.</p>
        <p lang="es">
          El fallo es nuestro. No se cobró nada y nada de lo que compró se ha perdido. Inténtelo de nuevo.
        </p>
        <p>
          <button type="button" onClick={reset}>
            Try again / Intentarlo de nuevo
          </button>
        </p>
        {error.digest ? <p>{error.digest}</p> : null}
      </body>
    </html>
  );
}
