// What a place says that has nothing yet: what will be here, and how it comes.

export function Empty({ title, children }) {
  return (
    <div class="empty">
      {title && <h2>{title}</h2>}
      {children}
    </div>
  );
}
