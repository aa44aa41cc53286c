using System;
using System.Collections.Generic;

namespace P2PNet.Messages
{
    /// <summary>
    /// Counts tracked leases by the place that rented: those that have not ended and those that were lost. It grows with the number of places in the
    /// program, and not with that of leases.
    /// </summary>
    internal static class LeaseLedger
    {
        private static readonly Dictionary<(Type Type, RentPlace Place), Entry> Entries = new Dictionary<(Type, RentPlace), Entry>();

        public static void OnRented(Type type, in RentPlace place)
        {
            lock (Entries) EntryOf(type, place).Out++;
        }

        public static void OnEnded(Type type, in RentPlace place)
        {
            lock (Entries) EntryOf(type, place).Out--;
        }

        public static void OnLost(Type type, in RentPlace place)
        {
            lock (Entries)
            {
                Entry entry = EntryOf(type, place);
                entry.Out--;
                entry.Lost++;
            }
        }

        /// <summary>A line for each place with leases that have not come back.</summary>
        /// <param name="type">The messages' type; null for all.</param>
        public static IReadOnlyList<string> Describe(Type? type)
        {
            var lines = new List<string>();
            lock (Entries)
            {
                foreach (KeyValuePair<(Type Type, RentPlace Place), Entry> pair in Entries)
                {
                    Entry entry = pair.Value;
                    if ((type != null && pair.Key.Type != type) || (entry.Out == 0 && entry.Lost == 0)) continue;
                    lines.Add($"{pair.Key.Type}, rented by {pair.Key.Place}: {entry.Out} out, {entry.Lost} lost");
                }
            }

            return lines;
        }

        private static Entry EntryOf(Type type, in RentPlace place)
        {
            if (!Entries.TryGetValue((type, place), out Entry? entry)) Entries.Add((type, place), entry = new Entry());
            return entry;
        }

        private sealed class Entry
        {
            public int Out;
            public int Lost;
        }
    }
}
