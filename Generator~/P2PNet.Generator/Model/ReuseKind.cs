namespace P2PNet.Generator.Model;

/// <summary>How a member of an instance that is used again gets back what the constructor gave it.</summary>
internal enum ReuseKind
{
    /// <summary>By copying: nothing that the value holds can change.</summary>
    Copied,

    /// <summary>A list, set, queue or dictionary of the framework's, which is emptied.</summary>
    Emptied,

    /// <summary>An array whose elements can be copied.</summary>
    Array,

    /// <summary>Another array: none or an empty one, or the instance can't be reset.</summary>
    EmptyArray,

    /// <summary>A class with keys, which is reset by its own formatter.</summary>
    Object,

    /// <summary>Another reference or <c>Nullable</c>, of which nothing is known: null, or the instance can't be reset.</summary>
    Null,

    /// <summary>A struct with references that compares itself: its default, or the instance can't be reset.</summary>
    Default,

    /// <summary>Another struct with references: the instance can't be reset.</summary>
    Never,
}
