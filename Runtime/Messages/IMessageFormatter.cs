namespace P2PNet.Messages
{
    /// <summary>
    /// Writes values of one type as MessagePack and reads them back. Stateless, or safe for use by several threads at once.
    /// </summary>
    /// <typeparam name="T">The type it is for.</typeparam>
    public interface IMessageFormatter<T>
    {
        /// <summary>Writes exactly one MessagePack value, of any kind.</summary>
        /// <param name="writer">Where it goes.</param>
        /// <param name="value">What is written; not changed.</param>
        void Write(ref MessagePackWriter writer, in T value);

        /// <summary>
        /// Reads exactly the one MessagePack value that <see cref="Write"/> wrote. The bytes come from another player and may be
        /// anything: a formatter takes memory only for what the reader confirmed (see <see cref="MessagePackReader.ReadArrayHeader"/>).
        /// </summary>
        /// <param name="reader">Stands before the value; afterwards behind it.</param>
        /// <exception cref="MessagePackException">The bytes are no such value.</exception>
        T Read(ref MessagePackReader reader);
    }
}
