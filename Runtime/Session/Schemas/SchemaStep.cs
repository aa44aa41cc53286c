namespace P2PNet
{
    /// <summary>Kinds of <see cref="LinkFrameKind.Schema"/> frames: the second integer. Each side sends each at most once on a link.</summary>
    internal enum SchemaStep : byte
    {
        /// <summary><see cref="MessageSchemas.Digest"/>. The first frame of a link.</summary>
        Digest = 0,

        /// <summary>An array of [id, schema hash, name]; where the digests differ.</summary>
        Table = 1,

        /// <summary>An array of [id, schema text]: of those that both tables have with different hashes.</summary>
        Texts = 2,
    }
}
