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
        // A type has few places, so they are looked for one after the other.
        private static readonly Dictionary<Type, List<Entry>> Entries = new Dictionary<Type, List<Entry>>();

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
                foreach (KeyValuePair<Type, List<Entry>> ofType in Entries)
                {
                    if (type != null && ofType.Key != type) continue;
                    foreach (Entry entry in ofType.Value)
                    {
                        if (entry.Out == 0 && entry.Lost == 0) continue;
                        lines.Add($"{ofType.Key}, rented by {entry.Place}: {entry.Out} out, {entry.Lost} lost");
                    }
                }
            }

            return lines;
        }

        private static Entry EntryOf(Type type, in RentPlace place)
        {
            if (!Entries.TryGetValue(type, out List<Entry>? ofType)) Entries.Add(type, ofType = new List<Entry>());
            foreach (Entry known in ofType)
            {
                if (known.Place.Equals(place)) return known;
            }

            var entry = new Entry(place);
            ofType.Add(entry);
            return entry;
        }

        private sealed class Entry
        {
            public Entry(in RentPlace place) => Place = place;

            public RentPlace Place { get; }

            public int Out { get; set; }

            public int Lost { get; set; }
        }
    }
}
