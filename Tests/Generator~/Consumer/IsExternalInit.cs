#if !NET
namespace System.Runtime.CompilerServices
{
    /// <summary>Lets C# 9 compile <c>init</c> and records where the framework does not have this type.</summary>
    [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    internal static class IsExternalInit
    {
    }
}
#endif
