namespace P2PNet.Generator.Shapes;

/// <summary>How a collection's elements are reached and put back.</summary>
internal enum CollectionKind
{
    /// <summary>By index, and Add.</summary>
    Indexed,

    /// <summary>One after the other, and Add.</summary>
    Enumerated,

    /// <summary>One after the other, and Add, which looks for the same one.</summary>
    Set,

    /// <summary>One after the other, and Enqueue.</summary>
    Queue,

    /// <summary>From the top down, and all at once.</summary>
    Stack,
}
