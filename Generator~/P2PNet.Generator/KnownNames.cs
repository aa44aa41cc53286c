namespace P2PNet.Generator;

/// <summary>Names that the generated code and the runtime share.</summary>
internal static class KnownNames
{
    /// <summary>The interface by which a class says that it resets itself.</summary>
    public const string Resettable = "Microsoft.Extensions.ObjectPool.IResettable";

    public const string Messages = "P2PNet.Messages";
    public const string MessageAttribute = Messages + ".MessageAttribute";
    public const string MessageFormatterAttribute = Messages + ".MessageFormatterAttribute";
    public const string IMessageFormatter = Messages + ".IMessageFormatter`1";

    /// <summary>MessagePack-CSharp. Its attributes are known by their names, so that no reference to it is needed.</summary>
    public const string MessagePack = "MessagePack";
    public const string MessagePackObjectAttribute = MessagePack + ".MessagePackObjectAttribute";
    public const string MessagePackFormatterAttribute = MessagePack + ".MessagePackFormatterAttribute";

    /// <summary>Attributes that P2PNet and MessagePack-CSharp both have, with the same meaning.</summary>
    public static readonly string[] KeyAttributes = InBoth("KeyAttribute");
    public static readonly string[] UnionAttributes = InBoth("UnionAttribute");
    public static readonly string[] ConstructorAttributes = InBoth("SerializationConstructorAttribute");
    public static readonly string[] IgnoreAttributes =
        [.. InBoth("IgnoreMemberAttribute"), "System.Runtime.Serialization.IgnoreDataMemberAttribute"];

    public const string GlobalMessages = "global::" + Messages;
    public const string GeneratedNamespace = "P2PNet.Generated";

    public const int MaxKey = 255;
    public const int MaxNameLength = 255;
    public const int MaxUnionKey = 65_535;
    public const int MaxExplicitId = 127;

    private static string[] InBoth(string name) => [$"{Messages}.{name}", $"{MessagePack}.{name}"];
}
