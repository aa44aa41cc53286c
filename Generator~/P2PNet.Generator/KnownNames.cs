namespace P2PNet.Generator;

/// <summary>Names that the generated code and the runtime share.</summary>
internal static class KnownNames
{
    /// <summary>The interface by which a class says that it resets itself.</summary>
    public const string Resettable = "Microsoft.Extensions.ObjectPool.IResettable";

    public const string Messages = "P2PNet.Messages";
    public const string MessageAttribute = Messages + ".MessageAttribute";
    public const string KeyAttribute = Messages + ".KeyAttribute";
    public const string IgnoreMemberAttribute = Messages + ".IgnoreMemberAttribute";
    public const string MessageFormatterAttribute = Messages + ".MessageFormatterAttribute";
    public const string IMessageFormatter = Messages + ".IMessageFormatter`1";

    public const string GlobalMessages = "global::" + Messages;
    public const string GeneratedNamespace = "P2PNet.Generated";

    public const int MaxKey = 255;
    public const int MaxExplicitId = 127;
}
