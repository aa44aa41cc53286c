namespace P2PNet.Rtc.Sctp
{
    /// <summary>
    /// Per-stream state by stream id, in pages made when first used: dense low ids, as data channels have them, cost one page, and a
    /// peer that names a high one costs another and not a table of 65536.
    /// </summary>
    internal sealed class StreamTable<T>
        where T : class
    {
        private const int PageSize = 256;
        private readonly T?[]?[] _pages = new T?[]?[65536 / PageSize];

        public T? Find(StreamId id) => _pages[id.Value / PageSize]?[id.Value % PageSize];

        public void Add(StreamId id, T value) => (_pages[id.Value / PageSize] ??= new T?[PageSize])[id.Value % PageSize] = value;

        /// <summary>The first stream at or after this id, by which a caller can walk all.</summary>
        public bool TryFindFrom(int id, out T? value)
        {
            value = null;
            while (id < 65536)
            {
                T?[]? page = _pages[id / PageSize];
                if (page == null)
                {
                    id = ((id / PageSize) + 1) * PageSize;
                    continue;
                }

                value = page[id % PageSize];
                if (value != null) return true;
                id++;
            }

            return false;
        }
    }
}
