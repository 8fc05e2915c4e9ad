using Ercp.Api;
using Ercp.Api.Operations;
using Platform.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("ercp", Defaults.Configure);
builder.Services.AddOperations();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.Run();
