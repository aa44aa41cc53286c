using System.ComponentModel;

namespace P2PNet.Messages
{
    /// <summary>For generated code: makes arrays whose elements are arrays, whose type a generator can't write with a length.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static class MessagePackArray
    {
        /// <summary>Makes an array.</summary>
        /// <param name="count">How many elements, as <see cref="MessagePackReader.ReadArrayHeader"/> confirmed it.</param>
        public static T[] Create<T>(int count) => new T[count];
    }
}
