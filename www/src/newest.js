// Of questions that overlap: an answer counts as long as none to a later question was taken.

export function newest() {
  let asked = 0;
  let taken = 0;
  // To be called with each question; what is given back, with its answer: whether that counts.
  return () => {
    const turn = asked += 1;
    return () => {
      if (turn < taken) return false;
      taken = turn;
      return true;
    };
  };
}
