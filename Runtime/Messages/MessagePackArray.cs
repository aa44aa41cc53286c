using System;
using System.ComponentModel;

namespace P2PNet.Messages
{
    /// <summary>
    /// For generated code: makes arrays whose elements are arrays, whose type a generator can't write with a length, and checks the
    /// lengths of those with several dimensions.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static class MessagePackArray
    {
        private const int MaxEmpty = ushort.MaxValue;

        /// <summary>Makes an array.</summary>
        /// <param name="count">How many elements, as <see cref="MessagePackReader.ReadArrayHeader"/> confirmed it.</param>
        public static T[] Create<T>(int count) => new T[count];

        /// <summary>Sees that an array of several dimensions has as many elements as follow: its lengths are a peer's word.</summary>
        /// <param name="position">Where the array begins.</param>
        /// <param name="count">How many elements, as <see cref="MessagePackReader.ReadArrayHeader"/> confirmed it.</param>
        /// <param name="length0">The first dimension.</param>
        /// <param name="length1">The second dimension.</param>
        /// <param name="length2">The third dimension.</param>
        /// <param name="length3">The fourth dimension.</param>
        /// <exception cref="MessagePackException">The lengths do not make up the count.</exception>
        public static void RequireLengths(int position, int count, int length0, int length1, int length2 = 1, int length3 = 1)
        {
            bool anyNegative = (length0 | length1 | length2 | length3) < 0;
            bool anyZero = length0 == 0 || length1 == 0 || length2 == 0 || length3 == 0;

            // One length of 0 makes all others possible, and .NET refuses to multiply what they may be: nobody needs much of nothing.
            int most = anyZero ? MaxEmpty : count;
            long product = (long)Math.Max(length0, 1) * Math.Max(length1, 1);
            if (product <= most) product *= Math.Max(length2, 1);
            if (product <= most) product *= Math.Max(length3, 1);
            if (!anyNegative && (anyZero ? count == 0 && product <= most : product == count)) return;
            throw new MessagePackException(position, "lengths that make up the number of elements", "others");
        }
    }
}
